"""Devices of an account, registered one by one or by a list: what works with which of its cards, and where (I.2)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Final

from django.db import transaction

from simcare.cards.errors import EquipmentUnreadable
from simcare.cards.models import Card, CardChange, Equipment
from simcare.cards.rules.equipment import COLUMNS, Device, columns_of, read_device
from simcare.cards.rules.rows import Flaw
from simcare.kernel import audit
from simcare.kernel.sheets import Table, open_table

__all__ = ["COLUMNS", "Registered", "register", "register_list", "register_one"]

MOST_ROWS: Final = 10_000
"""Of a list that is read at once."""


@dataclass(frozen=True)
class Registered:
    """What came of a list: how many cards have another device now, how many were so already, and what was left out."""

    count: int
    same_count: int
    flaws: tuple[Flaw, ...]


def register_list(*, content: bytes, account_id: int, by: str, at: datetime) -> Registered:
    """Register the devices of a CSV or XLSX list; good rows go in, the others are told by line.

    Raises EquipmentUnreadable for a list that has too many rows or names no columns, and what `open_table` raises.
    """
    with open_table(content) as table:
        read = list(_rows(table))
    devices = [each for each in read if isinstance(each, Device)]
    flaws = [each for each in read if isinstance(each, Flaw)]
    done = register(devices=devices, account_id=account_id, by=by, at=at)
    told = sorted((*flaws, *done.flaws), key=lambda flaw: flaw.line)
    return Registered(done.count, done.same_count, tuple(told))


def register_one(*, told: Mapping[str, str], account_id: int, by: str, at: datetime) -> Registered:
    """Register one device, from what was typed."""
    device = read_device(1, told)
    if isinstance(device, Flaw):
        return Registered(0, 0, (device,))
    return register(devices=[device], account_id=account_id, by=by, at=at)


@transaction.atomic
def register(*, devices: Sequence[Device], account_id: int, by: str, at: datetime) -> Registered:
    """From now on these devices work with their cards; what did before stays with the account, without a card."""
    first, flaws = _first_of_each(devices)
    mine = Card.objects.select_for_update(of=("self",)).filter(account_id=account_id, iccid_key__in=first)
    cards = {card.iccid_key: card for card in mine.order_by("id")}
    unknown = [device for key, device in first.items() if key not in cards]
    flaws += [Flaw(device.line, "iccid", "card_unknown", device.iccid) for device in unknown]
    known = {each.card_id: _told(each) for each in Equipment.objects.filter(card__in=cards.values()).order_by("id")}
    changed = {
        key: device
        for key, device in first.items()
        if (card := cards.get(key)) and known.get(card.id, _NOTHING) != _told(device)
    }
    _write([(cards[key], device) for key, device in changed.items()], known, account_id, by, at)
    if changed:
        told = {"devices": len(changed)}
        audit.record(
            "equipment.registered", by=by, at=at, subject=f"account:{account_id}", account_id=account_id, after=told
        )
    return Registered(len(changed), len(first) - len(changed) - len(unknown), tuple(flaws))


def _rows(table: Table) -> Iterator[Device | Flaw]:
    rows = chain.from_iterable(table.batches)
    head = next(rows, [])
    columns = columns_of(head)
    if columns is None and not isinstance(read_device(1, _cells(head, _IN_ORDER)), Device):
        raise EquipmentUnreadable("The first row names no card and no device. Columns: %(columns)s.", columns=COLUMNS)
    start = 2 if columns else 1
    left = islice(rows if columns else chain([head], rows), MOST_ROWS + 1)
    for line, row in enumerate(left, start):
        if line - start >= MOST_ROWS:
            raise EquipmentUnreadable("The list has more than %(most)s rows. Split it.", most=MOST_ROWS)
        if any(cell.strip() for cell in row):
            yield read_device(line, _cells(row, columns or _IN_ORDER))


def _cells(row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {name: row[number] for name, number in columns.items() if number < len(row)}


_NOTHING: Final[dict[str, str]] = {}
_IN_ORDER: Final = {name: number for number, name in enumerate(COLUMNS)}


def _first_of_each(devices: Sequence[Device]) -> tuple[dict[str, Device], list[Flaw]]:
    """The first device of each card, and a flaw for every other."""
    first, flaws = dict[str, Device](), list[Flaw]()
    for device in devices:
        known = first.setdefault(device.key, device)
        if known is not device:
            flaws.append(Flaw(device.line, "iccid", "twice_in_file", str(known.line)))
    return first, flaws


def _write(
    changed: Sequence[tuple[Card, Device]],
    known: Mapping[int | None, dict[str, str]],
    account_id: int,
    by: str,
    at: datetime,
) -> None:
    Equipment.objects.filter(card__in=[card for card, _ in changed]).update(card=None)
    Equipment.objects.bulk_create(
        Equipment(account_id=account_id, card=card, **_told(device)) for card, device in changed
    )
    CardChange.objects.bulk_create(
        CardChange(
            card=card,
            account_id=account_id,
            at=at,
            by=by,
            source="portal",
            before={"equipment": known.get(card.id)},
            after={"equipment": _told(device)},
        )
        for card, device in changed
    )


def _told(device: Device | Equipment) -> dict[str, str]:
    return {name: getattr(device, name) for name in COLUMNS[1:]}
