"""How long the last day of a million cards takes from a real database, and back into it."""

import resource
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, LiteralString

import numpy as np
import psycopg
from psycopg import sql

from simcare.usage.rules.anomalies.scan import BYTES_A_CARD
from simcare.usage.values import CARDS_A_RANGE
from simcare.world.benches._desk import boot_here, running_desk
from simcare.world.benches._odd_cards import MONDAY, fortnight, taught
from simulator.traffic import Traffic

Connection = psycopg.Connection[tuple[Any, ...]]  # rows of any columns
DAY: Final = MONDAY.date() + timedelta(days=13)  # the last of two weeks, of which the others teach
NEVER: Final = date(2099, 12, 31)
"""A range that has been taught until then is left alone by the desk's own worker while its cards are made."""
SAMPLE: Final = 6_000
"""Cards whose fortnight is made up; a million are copies of them."""


def scan_stored(cards: int) -> dict[str, float]:
    """Looks at the last day of so many cards as the worker does, and tells what it took.

    Each card has an hour and a record for each hour in which it has traffic; hours and records lie as files bring them,
    by the hour and within it by the card. They are not logged while they are made, which reading does not notice.
    """
    with running_desk() as desk:
        with desk.connect_as_admin() as database:
            made = _make(database, cards)
        boot_here(desk)
        from django.db import connection

        from simcare.usage.actions.scan_all import scan_all

        began = time.perf_counter()
        ranges = scan_all(at=datetime.combine(DAY, datetime.min.time(), UTC) + timedelta(hours=27))
        seconds = time.perf_counter() - began
        connection.close()  # the database waits for it when it stops
        with desk.connect() as database:
            done = database.execute("SELECT count(*) FROM usage_usualuse WHERE until_day = %s", [DAY]).fetchone()
            found = database.execute("SELECT count(*) FROM usage_anomaly").fetchone()
    if done != (ranges,) or ranges < cards // CARDS_A_RANGE:
        raise RuntimeError(f"of {ranges} ranges {done} were looked at")
    return {
        "seconds": round(seconds, 1),
        "cards": cards,
        "hours": made,
        "anomalies": int(found[0]) if found else 0,
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _make(database: Connection, cards: int) -> int:
    """The cards, what is remembered of them, and their day; how many hours have traffic."""
    traffic = fortnight(SAMPLE)
    traffic.sessions = (traffic.bytes >= 1).reshape(-1, 24, SAMPLE).sum(axis=1).astype(float)  # a record an hour
    history, _peers = taught(traffic)
    database.execute("SET synchronous_commit = off")
    kept = history.kept()
    for number in range(cards // CARDS_A_RANGE + 1):
        ids = np.arange(number * CARDS_A_RANGE, (number + 1) * CARDS_A_RANGE)
        rows = kept[ids % SAMPLE].tobytes()
        assert len(rows) == CARDS_A_RANGE * BYTES_A_CARD
        database.execute(_USUAL, (number, NEVER, rows))
    for statement in _FURNISH:
        database.execute(statement, {"cards": cards, "kinds": len(np.unique(traffic.kinds))})
    _make_day(database, traffic)
    for table in ("usage_hourusage_bench", "usage_usagerecord_bench", "cards_card"):
        database.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(table)))
    database.execute("UPDATE usage_usualuse SET until_day = %s", [DAY - timedelta(days=1)])
    row = database.execute("SELECT count(*) FROM usage_hourusage_bench").fetchone()
    assert row is not None
    return int(row[0])


def _make_day(database: Connection, traffic: Traffic) -> None:
    day = traffic.days - 1
    with database.cursor().copy("COPY bench_use FROM STDIN") as copy:
        for hour in range(24):
            used = traffic.bytes[24 * day + hour]
            for card in np.flatnonzero(used >= 1):
                network = f"{traffic.networks[day, card]:06}"  # so that it is packed to the number that was taught
                copy.write_row((int(card), hour, int(used[card]), network, str(traffic.imeis[day, card])))
    database.execute("CREATE INDEX ON bench_use (hour, card); ANALYZE bench_use")
    begins_at = datetime.combine(DAY, datetime.min.time(), UTC)
    for hour in range(24):
        values = {"sample": SAMPLE, "hour": hour, "hour_at": begins_at + timedelta(hours=hour), "day": DAY}
        database.execute(_HOUR, values)
        database.execute(_RECORDS, values)
    for table, first, end in _ends(DAY):
        database.execute(
            sql.SQL("ALTER TABLE {} ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})").format(
                sql.Identifier(table), sql.Identifier(f"{table}_bench"), sql.Literal(first), sql.Literal(end)
            )
        )


def _ends(day: date) -> list[tuple[str, str, str]]:
    first, end = day.isoformat(), (day + timedelta(days=1)).isoformat()
    return [
        ("usage_hourusage", f"{first} 00:00:00+00", f"{end} 00:00:00+00"),
        ("usage_usagerecord", first, end),
    ]


_USUAL: Final = "INSERT INTO usage_usualuse (number, until_day, rows) VALUES (%s, %s, %s)"
_FURNISH: Final[tuple[LiteralString, ...]] = (
    "DROP INDEX card_names_part, card_by_account, card_by_batch, card_by_product, card_by_platform, card_by_state,"
    " card_states_of_account, card_states_of_batch",  # nobody searches here
    """
    INSERT INTO accounts_account (name, is_dealer, language, zone)
    SELECT 'Bench account ' || n, false, 'en', 'UTC'
    FROM generate_series(1, 200) n
    """,
    """
    INSERT INTO cards_product (code, name, apn, apn_user, apn_password, activates_on_first_attach, specification)
    SELECT 'K' || n, 'K' || n, '', '', '', true, '{}' FROM generate_series(0, %(kinds)s - 1) n
    """,
    """
    INSERT INTO cards_card (iccid, iccid_key, eid, imsi, msisdn, imei, label, product_id, platform, account_id, state,
        stopped_by, presence)
    SELECT i, i, '', '', '', '', '', p.ids[1 + n %% %(kinds)s], 'eiotclub', a.ids[1 + n %% 200], 'active', '', 'unknown'
    FROM generate_series(0, %(cards)s - 1) n
    CROSS JOIN LATERAL (SELECT '8986003' || lpad(n::text, 12, '0') AS i) iccid
    CROSS JOIN (SELECT array_agg(id ORDER BY code) AS ids FROM cards_product) p
    CROSS JOIN (SELECT array_agg(id) AS ids FROM accounts_account) a
    """,
    "INSERT INTO usage_usagesource (name, created_at) VALUES ('bench', now())",
    """
    INSERT INTO usage_usagefile (source_id, name, sha256, size_bytes, line_count, new_count, repeated_count,
        stray_count, bad_count, used_bytes, received_at, by, from_at, until_at)
    SELECT id, 'bench', repeat('0', 64), 0, 0, 0, 0, 0, 0, 0, now(), 'bench', '2015-01-01', '2099-01-01'
    FROM usage_usagesource
    """,
    "CREATE UNLOGGED TABLE bench_use (card integer, hour integer, used bigint, network text, imei text)",
    "CREATE UNLOGGED TABLE usage_hourusage_bench (LIKE usage_hourusage)",
    "CREATE UNLOGGED TABLE usage_usagerecord_bench (LIKE usage_usagerecord)",
)
_HOUR: Final = """
    INSERT INTO usage_hourusage_bench (card_id, hour_at, account_id, used_bytes, record_count)
    SELECT card.id, %(hour_at)s, card.account_id, use.used, 1
    FROM cards_card card JOIN bench_use use ON use.hour = %(hour)s AND use.card = card.id %% %(sample)s ORDER BY card.id
"""
_RECORDS: Final = """
    INSERT INTO usage_usagerecord_bench (card_id, record_key, day, source_id, line, account_id, file_id, started_at,
        stopped_at, used_bytes, imsi, imei, network)
    SELECT card.id, card.id * 24 + %(hour)s, %(day)s, 1, 1, card.account_id, 1, %(hour_at)s, %(hour_at)s, use.used,
        '46004' || lpad(card.id::text, 10, '0'), use.imei, use.network
    FROM cards_card card JOIN bench_use use ON use.hour = %(hour)s AND use.card = card.id %% %(sample)s ORDER BY card.id
"""
