"""Alerts follow their meters: open exactly while a meter is beyond, so each crossing is told once.

`settle` is the one door. It looks at the meters of `usage_advanced`, in the transaction that moved them, while that
holds the lock of sums; a sweep brings the meters that only time has moved.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from simcare.kernel import outbox
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.actions import staging
from simcare.usage.events import AlertsRaised
from simcare.usage.models import Swept
from simcare.usage.queries.terms import alert_terms_at

_IN_AN_EVENT: Final = 500


def sweep(*, at: datetime) -> int:
    """Look at the meters that time alone has moved since the last sweep; returns how many there were.

    Killed, the next sweep begins where the last whole one ended.
    """
    with acting_as_provider():
        staging.lock_sums()
        swept, _ = Swept.objects.get_or_create(id=1, defaults={"until_at": at})
        if swept.until_at >= at:
            return 0
        with moving_meters(at):
            moved = _run(_MOVED_BY_TIME, _values(at) | {"since": swept.until_at})
        Swept.objects.filter(id=1).update(until_at=at)
        return moved


@contextmanager
def moving_meters(at: datetime) -> Iterator[None]:
    """For other deeds than an import: what this block puts into `usage_advanced` is settled at its end."""
    staging.lock_sums()
    staging.execute(staging.ADVANCED)
    yield
    settle(at)
    staging.execute("DROP TABLE usage_advanced")


def settle(at: datetime) -> None:
    """Open and end the alerts of the meters in `usage_advanced`, and tell of those that are new."""
    values = _values(at)
    _run(_DUE, values)
    _run(_END, values)
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, values)
        raised = cursor.fetchall()
        cursor.execute("DROP TABLE usage_due")
    _tell(raised)


def _tell(raised: Iterable[tuple[int, int | None]]) -> None:
    """One event for each account, so that nobody is told of a thousand cards a thousand times."""
    by_account = defaultdict[int | None, list[int]](list)
    for alert_id, account_id in raised:
        by_account[account_id].append(alert_id)
    outbox.publish_many(
        (
            AlertsRaised(account_id=account_id or 0, alert_ids=ids[first : first + _IN_AN_EVENT]),
            f"alerts:{account_id or 0}",
            account_id,
        )
        for account_id, ids in by_account.items()
        for first in range(0, len(ids), _IN_AN_EVENT)
    )


def _values(at: datetime) -> dict[str, Any]:  # Any: parameters
    terms = alert_terms_at(at)
    return {
        "at": at,
        "used_percents": list(terms.used_percents),
        "left_bytes": list(terms.left_bytes),
        "left_days": list(terms.left_days),
        "expired_days": terms.expired_days,
        "expired_since": at - timedelta(days=terms.expired_days),
    }


def _run(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        touched: int = cursor.rowcount
        return touched


_MOVED_BY_TIME: Final = """
    INSERT INTO usage_advanced
    SELECT meter.id
    FROM (
        SELECT unnest(left_days)::integer AS days FROM usage_thresholds
        UNION SELECT unnest(%(left_days)s::integer[])
        UNION SELECT 0
        UNION SELECT -%(expired_days)s
    ) ahead
    JOIN usage_meter meter ON upper(meter.period) > %(since)s + days * interval '1 day'
        AND upper(meter.period) <= %(at)s + days * interval '1 day'
"""
_DUE: Final = """
    CREATE TEMPORARY TABLE usage_due ON COMMIT DROP AS
    WITH sets AS MATERIALIZED (
        SELECT id, card_id, account_id, product_id, used_percents::integer[] AS used_percents, left_bytes,
            left_days::integer[] AS left_days
        FROM usage_thresholds
    ), here AS (
        SELECT meter.id AS meter_id, meter.card_id, card.account_id, meter.used_bytes, meter.allowance_bytes,
            upper(meter.period) AS until_at, meter.throttled_at IS NOT NULL AS is_throttled,
            coalesce(own.used_percents, theirs.used_percents, product.used_percents, %(used_percents)s::integer[])
                AS used_percents,
            coalesce(own.left_bytes, theirs.left_bytes, product.left_bytes, %(left_bytes)s::bigint[]) AS left_bytes,
            coalesce(own.left_days, theirs.left_days, product.left_days, %(left_days)s::integer[]) AS left_days
        FROM (SELECT DISTINCT meter_id FROM usage_advanced) advanced
        JOIN usage_meter meter ON meter.id = advanced.meter_id AND lower(meter.period) <= %(at)s
        JOIN cards_card card ON card.id = meter.card_id
        LEFT JOIN sets own ON own.card_id = card.id AND own.account_id = card.account_id
        LEFT JOIN sets theirs ON theirs.account_id = card.account_id AND theirs.card_id IS NULL
        LEFT JOIN sets product ON product.product_id = card.product_id
        WHERE upper(meter.period) > %(expired_since)s OR upper_inf(meter.period)
    ), running AS (
        SELECT * FROM here WHERE until_at > %(at)s OR until_at IS NULL
    ), beyond AS (
        SELECT running.*, 'used' AS kind, percent::bigint AS value
        FROM running, unnest(used_percents) AS percent
        WHERE used_bytes::numeric * 100 >= percent * allowance_bytes::numeric
        UNION ALL
        SELECT running.*, 'left', bytes FROM running, unnest(left_bytes) AS bytes
        WHERE allowance_bytes - used_bytes <= bytes
        UNION ALL
        SELECT running.*, 'exhausted', 0 FROM running WHERE used_bytes >= allowance_bytes
        UNION ALL
        SELECT running.*, 'throttled', 0 FROM running WHERE is_throttled
        UNION ALL
        SELECT running.*, 'days', days FROM running, unnest(left_days) AS days
        WHERE until_at - days * interval '1 day' <= %(at)s
        UNION ALL
        SELECT here.*, 'expired', 0 FROM here WHERE until_at <= %(at)s
    )
    SELECT meter_id, card_id, account_id, used_bytes, allowance_bytes, until_at, kind, value
    FROM beyond
    WHERE kind NOT IN ('days', 'expired') OR NOT EXISTS (
        SELECT FROM usage_meter next WHERE next.card_id = beyond.card_id AND lower(next.period) >= beyond.until_at
    )
"""  # a package that another one follows is not missed when it ends
_END: Final = """
    UPDATE usage_alert alert SET ended_at = %(at)s
    WHERE alert.ended_at IS NULL AND alert.meter_id IN (SELECT meter_id FROM usage_advanced)
        AND NOT EXISTS (
            SELECT FROM usage_due due
            WHERE due.meter_id = alert.meter_id AND due.kind = alert.kind AND due.value = alert.value
                AND due.account_id IS NOT DISTINCT FROM alert.account_id
        )
"""  # whoever has the card now is warned anew, and sees nothing of who had it before
_RAISE: Final = """
    INSERT INTO usage_alert (meter_id, card_id, account_id, kind, value, used_bytes, allowance_bytes, until_at,
        raised_at)
    SELECT DISTINCT ON (meter_id, kind, value) meter_id, card_id, account_id, kind, value, used_bytes,
        allowance_bytes, until_at, %(at)s
    FROM usage_due ORDER BY meter_id, kind, value
    ON CONFLICT (meter_id, kind, value) WHERE ended_at IS NULL DO NOTHING
    RETURNING id, account_id
"""
