"""Records on their way in: staged by COPY, then stored and summed by sets, each record once.

Five tables of the transaction hold the steps: `usage_staged` what the files say, `usage_hours` when that was,
`usage_new` the records that are not there yet, each with its card, whose it was then and the meter that ran,
`usage_sums` what these add to each hour, and `usage_advanced` the meters that this has moved. One statement a step,
over the records of all files of the transaction; several in one took twice as long.

Two imports at once: each locks the hours of its records before it looks whether they are there, and the days and meters
before it advances them, until its transaction ends. Locks are taken in one order, so no two wait for each other for
ever.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from simcare.usage.actions.partitions import make_partitions
from simcare.usage.models import UsageFile
from simcare.usage.values import Flaw

MOST_AGE: Final = timedelta(days=731)
MOST_AHEAD: Final = timedelta(days=1)
"""Clocks of devices and operators run ahead by minutes; a day is another zone taken for UTC."""


@dataclass(frozen=True)
class Hour:
    """An hour of staged records; `has_early_end` says that one of them ends before it starts."""

    at: datetime
    record_count: int
    has_early_end: bool


@dataclass(frozen=True)
class Stored:
    """What came of the staged records of a file."""

    stray_count: int = 0
    new_count: int = 0
    card_count: int = 0
    used_bytes: int = 0
    from_at: datetime | None = None
    until_at: datetime | None = None


def open_stage() -> None:
    """The table of this transaction, empty. Its order of columns lets their bytes lie without gaps."""
    execute("SET LOCAL work_mem = '128MB'")
    execute(_STAGE)
    execute(ADVANCED)


def stage(file: UsageFile, lines: Iterable[bytes]) -> None:
    """COPY lines (`rules.reading`) of a file into the stage, numbered from 1."""
    # numbers of our own rows, never what somebody typed: a default takes no parameter
    execute(_NEXT_FILE.format(file_id=int(file.pk), source_id=int(file.source_id)))
    columns = "record_key, started_at, stopped_at, iccid, imsi, used_bytes, imei, network"
    with connection.cursor() as cursor, cursor.copy(f"COPY usage_staged ({columns}) FROM STDIN (FORMAT csv)") as copy:
        for block in lines:
            copy.write(block)


def close_stage() -> None:
    """Make room for the next files of this transaction."""
    execute("DROP TABLE IF EXISTS usage_staged, usage_hours, usage_new, usage_sums, usage_advanced")


def look_at_hours() -> list[Hour]:
    """The hours in which staged records began; `store` needs them."""
    execute("DROP TABLE IF EXISTS usage_hours")
    execute(_LOOK)
    return [
        Hour(*row) for row in _rows("SELECT hour_at, record_count, has_early_end FROM usage_hours ORDER BY hour_at")
    ]


def take_out_impossible(at: datetime) -> list[tuple[int, Flaw]]:
    """Take records that cannot be out of the stage, and tell them, each with the number of its file."""
    rows = _rows(_IMPOSSIBLE, oldest=at - MOST_AGE, latest=at + MOST_AHEAD)
    return [(file_id, _flaw(row, at)) for file_id, *row in rows]


def is_possible(hour: Hour, at: datetime) -> bool:
    """Whether all records of an hour may be as they say."""
    return not hour.has_early_end and at - MOST_AGE <= hour.at and hour.at + timedelta(hours=1) <= at + MOST_AHEAD


def _flaw(row: list[Any], at: datetime) -> Flaw:  # Any: a row of the database
    line, key, started_at, stopped_at, iccid, used_bytes = row
    code = "ends_early" if stopped_at < started_at else "in_future" if started_at > at else "too_old"
    times = f"{started_at:%Y-%m-%d %H:%M:%S},{stopped_at:%Y-%m-%d %H:%M:%S}"
    return Flaw(line, code, f"{key},{times},{iccid},{used_bytes}")


def name_cards() -> None:
    """Give cards that are named by IMSI or phone number their ICCID (`usage_card_named`, migration 0002)."""
    execute(_NAME_CARDS)


def store(hours: Collection[Hour]) -> dict[int, Stored]:
    """Store what is staged of these hours, each record once, and add it to its hour; by the numbers of files.

    `usage_sums` holds what is new of it.
    """
    make_partitions({hour.at.date() for hour in hours})
    execute(_LOCK_HOURS)
    ((is_ground_new,),) = _rows(_IS_GROUND_NEW)
    new_count = execute(_NEW.format(and_unknown="" if is_ground_new else _AND_UNKNOWN))
    stored_count = execute(_RECORDS)
    strays = dict(_rows(_STRAYS)) if stored_count < new_count else {}
    if stored_count + sum(strays.values()) < sum(hour.record_count for hour in hours):
        execute(_REPEATED)
    execute(_SUMS)
    add_to_hours(is_ground_new=is_ground_new)
    totals = {file_id: counts for file_id, *counts in _rows(_TOTALS)}
    return {file_id: Stored(strays.get(file_id, 0), *totals.get(file_id, ())) for file_id in strays | totals}


def add_to_hours(*, is_ground_new: bool = False) -> None:
    """Add `usage_sums` to the hours, of which none is there when the ground is new."""
    execute(_HOURS.format(or_added="" if is_ground_new else _OR_ADDED))


def lock_all_hours() -> None:
    """Wait until no import is storing, and let none store before this transaction ends."""
    execute("SELECT pg_advisory_xact_lock(23150, bucket) FROM generate_series(0, 127) AS bucket")


def advance_sums() -> None:
    """Add what is new to days and meters; `usage_advanced` holds the meters, for their alerts."""
    lock_sums()
    execute(_DAYS)
    execute(_METERS)


def touched_cards(most: int) -> list[tuple[int, int]] | None:
    """Which cards of which accounts have something new, as (account, card); None when there are more than `most`."""
    found = _rows(f"{_TOUCHED.format(columns='account_id, card_id')} LIMIT {int(most) + 1}")
    return None if len(found) > most else [(account_id, card_id) for account_id, card_id in found]


def touched_accounts() -> list[int]:
    """Whose cards have something new."""
    return [account_id for (account_id,) in _rows(_TOUCHED.format(columns="account_id"))]


def lock_sums() -> None:
    """Wait until no other transaction moves days, meters or alerts, and let none before this one ends."""
    execute("SELECT pg_advisory_xact_lock(23151)")


def execute(statement: str, **values: int | datetime) -> int:
    """Run a statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        touched: int = cursor.rowcount
        return touched


def _rows(statement: str, **values: datetime) -> list[tuple[Any, ...]]:  # Any: rows of the database
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


_STAGE: Final = """
    CREATE TEMPORARY TABLE usage_staged (
        record_key bigint, started_at timestamptz, stopped_at timestamptz, used_bytes bigint,
        file_id bigint, source_id integer, line integer GENERATED BY DEFAULT AS IDENTITY (CACHE 1000),
        iccid text, imsi text, imei text, network text
    ) ON COMMIT DROP
"""
ADVANCED: Final = "CREATE TEMPORARY TABLE usage_advanced (meter_id bigint) ON COMMIT DROP"
_NEXT_FILE: Final = """
    ALTER TABLE usage_staged ALTER file_id SET DEFAULT {file_id}, ALTER source_id SET DEFAULT {source_id},
        ALTER line RESTART
"""
_LOOK: Final = """
    CREATE TEMPORARY TABLE usage_hours ON COMMIT DROP AS
    SELECT date_bin('1 hour', started_at, 'epoch') AS hour_at, count(*) AS record_count,
        bool_or(stopped_at < started_at) AS has_early_end
    FROM usage_staged WHERE record_key IS NOT NULL GROUP BY 1
"""
_IMPOSSIBLE: Final = """
    WITH taken_out AS (
        DELETE FROM usage_staged
        WHERE stopped_at < started_at OR started_at NOT BETWEEN %(oldest)s AND %(latest)s
        RETURNING file_id, line, record_key, started_at, stopped_at, iccid, used_bytes
    )
    SELECT * FROM taken_out ORDER BY file_id, line
"""
_NAME_CARDS: Final = """
    UPDATE usage_staged staged SET iccid = named.card
    FROM (
        SELECT DISTINCT iccid, started_at, usage_card_named(iccid, started_at) AS card
        FROM usage_staged WHERE iccid LIKE 'imsi%' OR iccid LIKE 'tel+%'
    ) named
    WHERE staged.iccid = named.iccid AND staged.started_at = named.started_at AND named.card IS NOT NULL
"""
_LOCK_HOURS: Final = """
    SELECT pg_advisory_xact_lock(23150, bucket) FROM (
        SELECT DISTINCT (extract(epoch FROM hour_at)::bigint / 3600 % 128)::integer AS bucket
        FROM usage_hours ORDER BY 1
    ) AS buckets
"""  # hours that are 128 apart share a lock, so that records of a year need no more of them
_NEW: Final = """
    CREATE TEMPORARY TABLE usage_new ON COMMIT DROP AS
    SELECT DISTINCT ON (card.id, staged.record_key, staged.started_at, staged.source_id, iccid_key)
        card.id AS card_id, staged.record_key, (staged.started_at AT TIME ZONE 'UTC')::date AS day, staged.source_id,
        staged.line, coalesce(held.account_id, 0) AS account_id, staged.file_id, meter.id AS meter_id,
        staged.started_at, staged.stopped_at, staged.used_bytes, coalesce(staged.imsi, '') AS imsi,
        coalesce(staged.imei, '') AS imei, coalesce(staged.network, '') AS network,
        CASE WHEN card.id IS NULL THEN left(staged.iccid, 19) END AS iccid_key
    FROM usage_staged staged
    LEFT JOIN cards_card card ON card.iccid_key = left(staged.iccid, 19)
    LEFT JOIN cards_cardassignment held ON held.card_id = card.id AND held.period @> staged.started_at
    LEFT JOIN usage_meter meter ON meter.card_id = card.id AND meter.period @> staged.started_at
    WHERE staged.record_key IS NOT NULL {and_unknown}
    ORDER BY card.id, staged.record_key, staged.started_at, staged.source_id, iccid_key, staged.file_id, staged.line
"""
_AND_UNKNOWN: Final = """
    AND NOT EXISTS (
        SELECT FROM usage_hours hour
        JOIN usage_usagerecord known ON known.day = (hour.hour_at AT TIME ZONE 'UTC')::date
            AND known.started_at >= hour.hour_at AND known.started_at < hour.hour_at + interval '1 hour'
        WHERE known.card_id = card.id AND known.record_key = staged.record_key
            AND known.started_at = staged.started_at AND known.source_id = staged.source_id
    )
"""
_IS_GROUND_NEW: Final = """
    SELECT NOT EXISTS (
        SELECT FROM usage_usagefile file, (SELECT min(hour_at) AS first, max(hour_at) AS last FROM usage_hours) hours
        WHERE file.until_at >= hours.first AND file.from_at < hours.last + interval '1 hour'
    )
"""  # whether no file has brought anything of these hours, so that there is nothing to look for
_RECORDS: Final = """
    INSERT INTO usage_usagerecord (card_id, record_key, day, source_id, line, account_id, file_id, meter_id, started_at,
        stopped_at, used_bytes, imsi, imei, network)
    SELECT card_id, record_key, day, source_id, line, account_id, file_id, meter_id, started_at, stopped_at, used_bytes,
        imsi, imei, network
    FROM usage_new WHERE card_id IS NOT NULL
"""
_STRAYS: Final = """
    WITH kept AS (
        INSERT INTO usage_strayrecord (iccid_key, record_key, day, source_id, line, file_id, started_at, stopped_at,
            used_bytes, imsi, imei, network)
        SELECT iccid_key, record_key, day, source_id, line, file_id, started_at, stopped_at, used_bytes, imsi, imei,
            network
        FROM usage_new WHERE card_id IS NULL
        ON CONFLICT DO NOTHING
        RETURNING file_id
    )
    SELECT file_id, count(*) FROM kept GROUP BY file_id
"""
_REPEATED: Final = """
    INSERT INTO usage_repeatedrecord (file_id, line, source_id, iccid_key, record_key, started_at, stopped_at,
        used_bytes, imsi, imei, network)
    SELECT staged.file_id, staged.line, staged.source_id, left(staged.iccid, 19), staged.record_key, staged.started_at,
        staged.stopped_at, staged.used_bytes, coalesce(staged.imsi, ''), coalesce(staged.imei, ''),
        coalesce(staged.network, '')
    FROM usage_staged staged
    LEFT JOIN usage_new new ON new.file_id = staged.file_id AND new.line = staged.line
    LEFT JOIN usage_strayrecord stray ON new.card_id IS NULL AND stray.iccid_key = new.iccid_key
        AND stray.record_key = new.record_key AND stray.day = new.day AND stray.source_id = new.source_id
        AND stray.file_id = new.file_id AND stray.line = new.line
    WHERE staged.record_key IS NOT NULL AND new.card_id IS NULL AND stray.iccid_key IS NULL
"""
_SUMS: Final = """
    CREATE TEMPORARY TABLE usage_sums ON COMMIT DROP AS
    SELECT card_id, date_bin('1 hour', started_at, 'epoch') AS hour_at, account_id, meter_id, file_id,
        sum(used_bytes)::bigint AS used_bytes, count(*)::integer AS record_count, min(started_at) AS from_at,
        max(started_at) AS until_at
    FROM usage_new WHERE card_id IS NOT NULL GROUP BY card_id, 2, account_id, meter_id, file_id
"""
_TOTALS: Final = """
    SELECT file_id, sum(record_count), count(DISTINCT card_id), sum(used_bytes)::bigint, min(from_at), max(until_at)
    FROM usage_sums GROUP BY file_id
"""
_TOUCHED: Final = "SELECT DISTINCT {columns} FROM usage_sums WHERE account_id <> 0"
_HOURS: Final = """
    INSERT INTO usage_hourusage AS hour (card_id, hour_at, account_id, used_bytes, record_count)
    SELECT card_id, hour_at, account_id, sum(used_bytes)::bigint, sum(record_count)
    FROM usage_sums GROUP BY card_id, hour_at, account_id ORDER BY card_id, hour_at
    {or_added}
"""
_OR_ADDED: Final = """
    ON CONFLICT (card_id, hour_at, account_id) DO UPDATE
    SET used_bytes = hour.used_bytes + excluded.used_bytes, record_count = hour.record_count + excluded.record_count
"""
_DAYS: Final = """
    INSERT INTO usage_dayusage AS whole (card_id, day, account_id, used_bytes, record_count)
    SELECT card_id, (hour_at AT TIME ZONE 'UTC')::date, account_id, sum(used_bytes)::bigint, sum(record_count)
    FROM usage_sums GROUP BY 1, 2, 3 ORDER BY 1, 2
    ON CONFLICT (card_id, day, account_id) DO UPDATE
    SET used_bytes = whole.used_bytes + excluded.used_bytes,
        record_count = whole.record_count + excluded.record_count
"""
_METERS: Final = """
    WITH advanced AS (
        UPDATE usage_meter meter SET used_bytes = meter.used_bytes + used.bytes
        FROM (
            SELECT meter_id, sum(used_bytes)::bigint AS bytes FROM usage_sums WHERE meter_id IS NOT NULL
            GROUP BY meter_id
        ) used
        WHERE used.meter_id = meter.id
        RETURNING meter.id
    )
    INSERT INTO usage_advanced SELECT id FROM advanced
"""
