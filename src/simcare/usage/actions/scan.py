"""A day of a range of cards is looked at: what was unusual is kept and told once, and the day has taught."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from json import dumps
from typing import Final

import numpy as np
from django.db import connection

from simcare.kernel import outbox
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.events import AnomalyFound
from simcare.usage.queries import columns
from simcare.usage.rules.anomalies.anomaly import Anomaly
from simcare.usage.rules.anomalies.columns import scan_columns
from simcare.usage.values import CARDS_A_RANGE

TOLD_FOR: Final = timedelta(days=7)
"""An older day only teaches: nobody acts on what it shows."""

_TOLD_AT_ONCE: Final = 2_000


def scan_range(*, number: int, day: date, at: datetime) -> int:
    """Look at a range's UTC day, after which the day has taught; returns how many anomalies are new.

    Days come in their order; a day that has taught is left alone, so that it can be asked for again.
    """
    with acting_as_provider():
        if not _is_mine(number):
            return 0
        last, rows = columns.read_usual(number)
        if last and last >= day:
            return 0
        cards = columns.read_cards(number)
        anomalies = list(
            scan_columns(
                rows,
                day,
                cards=cards,
                use=columns.read_use(number, day),
                stays=columns.read_stays(number, day),
                zones=columns.read_zones(np.unique(cards.account)),
                known_hours=columns.read_known_hours(day),
            )
        )
        _keep_usual(number, day, rows.tobytes())
        return _keep(anomalies, number * CARDS_A_RANGE, at) if day >= (at - TOLD_FOR).date() else 0


def _is_mine(number: int) -> bool:
    """Whether no other process is at this range; it stays ours until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_OUR_SESSION)
        cursor.execute("SELECT pg_try_advisory_xact_lock(23152, %s)", [number])
        row = cursor.fetchone()
        return bool(row and row[0])


def _keep_usual(number: int, day: date, rows: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_USUAL, [number, day, rows])


def _keep(anomalies: Sequence[Anomaly], first: int, at: datetime) -> int:
    """Keep what was not known, and tell of it."""
    told = [
        (
            first + each.card,
            each.kind.code,
            each.seen.from_at,
            each.seen.until_at,
            each.score,
            dumps(dict(each.numbers)),
        )
        for each in anomalies
    ]
    if not told:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [at, *map(list, zip(*told, strict=True))])
        new = cursor.fetchall()
    for first_told in range(0, len(new), _TOLD_AT_ONCE):
        outbox.publish_many(
            (
                AnomalyFound(anomaly_id=anomaly_id, card_id=card_id, kind=kind, until_at=until_at.isoformat()),
                f"card:{card_id}",
                account_id,
            )
            for anomaly_id, card_id, account_id, kind, until_at in new[first_told : first_told + _TOLD_AT_ONCE]
        )
    return len(new)


_OUR_SESSION: Final = "SET LOCAL work_mem = '96MB'; SET LOCAL max_parallel_workers_per_gather = 0"
"""Half a million rows are gathered without a sort on disk; two ranges side by side are all that runs in parallel."""
_KEEP_USUAL: Final = """
    INSERT INTO usage_usualuse (number, until_day, rows) VALUES (%s, %s, %s)
    ON CONFLICT (number) DO UPDATE SET until_day = excluded.until_day, rows = excluded.rows
"""
_KEEP: Final = """
    INSERT INTO usage_anomaly (card_id, account_id, kind, from_at, until_at, score, numbers, first_seen_at, state,
        state_by, note)
    SELECT DISTINCT ON (told.card_id, told.kind, told.from_at) told.card_id, held.account_id, told.kind, told.from_at,
        told.until_at, told.score, told.numbers::jsonb, %s, 'open', '', ''
    FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::float8[], %s::text[])
        AS told (card_id, kind, from_at, until_at, score, numbers)
    LEFT JOIN cards_cardassignment held
        ON held.card_id = told.card_id AND held.period @> told.until_at - interval '1 second'
    ORDER BY told.card_id, told.kind, told.from_at, told.score DESC
    ON CONFLICT (card_id, kind, from_at) DO NOTHING
    RETURNING id, card_id, account_id, kind, until_at
"""
