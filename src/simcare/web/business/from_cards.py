"""Cards as pages of the portal show them: nothing of the provider's own, such as platforms, batches or colleagues."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from simcare.cards.values import Filters
from simcare.web.business.records import Allowance, DeviceRow
from simcare.web.staff import from_fleet as fleet
from simcare.web.staff.pages import Datum

if TYPE_CHECKING:
    from simcare.cards.models import Card, Equipment
    from simcare.usage.models import Meter


def filters_of(said: QueryDict, account_id: int) -> Filters:
    """The filters that an address names, of those that are an account's to ask."""
    asked = fleet.filters_of(said)
    return Filters(words=asked.words, state=asked.state, product_id=asked.product_id, account_id=account_id)


def asked_of(filters: Filters) -> dict[str, str]:
    """The filters as they stand in an address; whose cards they are is not asked there."""
    return {name: value for name, value in fleet.query_of(filters).items() if name != "account"}


def allowance_of(meter: "Meter | None") -> Allowance | None:
    """What the running package allows."""
    if meter is None:
        return None
    until_at: datetime | None = meter.period.upper
    return Allowance(meter.package, meter.used_bytes, meter.allowance_bytes, until_at)


def facts_of(card: "Card") -> tuple[Datum, ...]:
    """What the card is called and is set up with."""
    numbers = (("IMSI", card.imsi), ("MSISDN", card.msisdn), ("EID", card.eid))
    said = [Datum(name, value, shape="id") for name, value in numbers if value]
    words = ((_("Product"), card.product.name), (_("APN"), card.product.apn), (_("Label"), card.label))
    return (*said, *(Datum(name, value) for name, value in words if value))


def equipment_of(devices: "list[Equipment]") -> tuple[Datum, ...]:
    """The devices that the card works in."""
    return tuple(datum for device in devices for datum in _device(device))


def row_of_device(device: "Equipment") -> DeviceRow:
    """A device in the list of the account's."""
    iccid = device.card.iccid if device.card else ""
    return DeviceRow(device.kind, device.model, device.module, device.imei, device.place, iccid)


def _device(device: "Equipment") -> Iterator[Datum]:
    for name, value in (
        (_("Device"), device.kind),
        (_("Model"), device.model),
        (_("Module"), device.module),
        (_("Place"), device.place),
    ):
        if value:
            yield Datum(name, value)
