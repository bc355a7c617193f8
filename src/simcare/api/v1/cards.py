"""Cards of the account: the list with its search, one card, and what it used."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query
from pydantic import AwareDatetime

from simcare.accounts.values import Scope
from simcare.api.v1 import shapes
from simcare.api.v1.answers import answers
from simcare.api.v1.door import ApiKey, caller
from simcare.api.v1.errors import TooLongSpan
from simcare.cards.errors import NoSuchCard
from simcare.cards.queries import fleet, lists
from simcare.cards.values import CardState, Filters, StoppedBy
from simcare.kernel import clock
from simcare.usage.queries.figures import meter_of
from simcare.usage.queries.series import MOST_POINTS, newest_hour_of, series_of

if TYPE_CHECKING:
    from simcare.cards.models import Card
    from simcare.usage.models import Meter

router = Router(tags=["cards"])
MOST: Final = 200
SEARCHED: Final = "any part, of 3 signs or more, of ICCID, IMSI, MSISDN, IMEI, EID or label"
SINCE: Final = "the last 7 days by the hour, 31 by the day, if left out"
USUALLY: Final = {"hour": timedelta(days=7), "day": timedelta(days=31)}
STEPS: Final = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@router.get("/cards", response=answers(shapes.CardPage), auth=ApiKey(Scope.CARDS_READ), url_name="cards")
def list_cards(
    request: HttpRequest,
    q: Annotated[str, Query(description=SEARCHED, max_length=100, pattern=r"^[^\x00]*$")] = "",
    state: Annotated[CardState | None, Query()] = None,
    cursor: Annotated[shapes.Place | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> shapes.CardPage:
    """Cards of the account, found by any identifier or a part of one."""
    said = {"words": q, "state": state or "", "account_id": caller(request).account_id}
    found = lists.list_page(Filters.from_json(said), after=(cursor or "").upper(), size=limit)
    return shapes.CardPage(items=[_card(card) for card in found.cards], next_cursor=found.next_after or None)


@router.get("/cards/{iccid}", response=answers(shapes.CardWhole, 404), auth=ApiKey(Scope.CARDS_READ), url_name="card")
def get_card(request: HttpRequest, iccid: shapes.Iccid) -> shapes.CardWhole:
    """One card by its ICCID, with 19 or 20 signs, and the package it uses up."""
    card = _get(request, iccid)
    meter = meter_of(card.id, clock.now())
    return shapes.CardWhole(**_card(card).model_dump(), package=_package(meter) if meter else None)


@router.get(
    "/cards/{iccid}/usage", response=answers(shapes.UsageSeries, 404), auth=ApiKey(Scope.USAGE_READ), url_name="usage"
)
def get_usage(
    request: HttpRequest,
    iccid: shapes.Iccid,
    step: Annotated[Literal["hour", "day"], Query()] = "hour",
    from_at: Annotated[AwareDatetime | None, Query(description=SINCE)] = None,
    until_at: Annotated[AwareDatetime | None, Query(description="not included; now, if left out")] = None,
) -> shapes.UsageSeries:
    """What a card used, from the records of its operator, while it was your account's."""
    card = _get(request, iccid)
    until = until_at or clock.now()
    since = from_at or max(until, EARLIEST) - USUALLY[step]
    if not EARLIEST <= since <= until <= LATEST or (until - since) / STEPS[step] > MOST_POINTS:
        raise TooLongSpan(most=MOST_POINTS)
    points = series_of(card.id, from_at=since, until_at=until, step=step)
    return shapes.UsageSeries(
        iccid=card.iccid,
        step=step,
        from_at=since,
        until_at=until,
        used_bytes=sum(point.used_bytes for point in points),
        newest_hour_at=newest_hour_of(card.id),
        points=[shapes.UsagePoint(**vars(point)) for point in points],
    )


def _get(request: HttpRequest, iccid: str) -> "Card":
    """The account's card; another's is not there, as one that does not exist. Raises NoSuchCard."""
    card = fleet.by_iccid([iccid.upper()]).get(iccid.upper())
    if card is None or card.account_id != caller(request).account_id:
        raise NoSuchCard("There is no card %(iccid)s.", iccid=iccid)
    return card


def _card(card: "Card") -> shapes.Card:
    return shapes.Card(
        iccid=card.iccid,
        imsi=card.imsi,
        msisdn=card.msisdn,
        imei=card.imei,
        eid=card.eid,
        label=card.label,
        product=card.product.name,
        state=CardState(card.state),
        stopped_by=StoppedBy(card.stopped_by) if card.stopped_by else None,
        state_at=card.state_observed_at,
    )


def _package(meter: "Meter") -> shapes.Package:
    return shapes.Package(
        name=meter.package,
        from_at=meter.period.lower,
        until_at=meter.period.upper,
        allowance_bytes=meter.allowance_bytes,
        used_bytes=meter.used_bytes,
        left_bytes=meter.left_bytes,
    )
