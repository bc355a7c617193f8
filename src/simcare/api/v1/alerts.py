"""Alerts of the account: what its packages were warned of."""

from typing import TYPE_CHECKING, Annotated, Final

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Query
from pydantic import AwareDatetime, Field

from simcare.accounts.values import Scope
from simcare.api.v1 import shapes
from simcare.api.v1.answers import answers
from simcare.api.v1.door import ApiKey, caller
from simcare.usage.queries.alerts import page_of_account
from simcare.usage.values import AlertKind

if TYPE_CHECKING:
    from simcare.usage.models import Alert as AlertRow

router = Router(tags=["usage"])
MOST: Final = 200


class Alert(Schema):
    """A package has crossed a threshold, or is exhausted, throttled or over: once for each crossing."""

    id: int
    iccid: str
    package: str
    kind: AlertKind
    value: int = Field(description="the threshold: percent used, bytes left or days left; 0 where the kind has none")
    used_bytes: int
    allowance_bytes: int | None
    until_at: AwareDatetime | None = Field(description="when the package ends")
    raised_at: AwareDatetime
    ended_at: AwareDatetime | None = Field(description="null while it holds")


class AlertPage(Schema):
    """Some alerts, the newest first."""

    items: list[Alert]
    next_cursor: str | None


@router.get("/alerts", response=answers(AlertPage), auth=ApiKey(Scope.USAGE_READ), url_name="alerts")
def list_alerts(
    request: HttpRequest,
    is_open: Annotated[bool | None, Query(description="only those that still hold, or that no longer do")] = None,
    cursor: Annotated[int | None, Query(ge=1, le=shapes.LARGEST)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> AlertPage:
    """What the packages of the account's cards were warned of."""
    rows = page_of_account(caller(request).account_id, is_open=is_open, before=cursor, size=limit + 1)
    following = str(rows[limit - 1].id) if len(rows) > limit else None
    return AlertPage(items=[_alert(row) for row in rows[:limit]], next_cursor=following)


def _alert(row: "AlertRow") -> Alert:
    return Alert(
        id=row.id,
        iccid=row.card.iccid,
        package=row.meter.package,
        kind=AlertKind(row.kind),
        value=row.value,
        used_bytes=row.used_bytes,
        allowance_bytes=row.allowance_bytes,
        until_at=row.until_at,
        raised_at=row.raised_at,
        ended_at=row.ended_at,
    )
