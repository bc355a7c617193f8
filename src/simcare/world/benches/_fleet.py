"""A fleet of any size with use on every card, written in bulk: the cards by their number, and three roll-ups of each.

Resumable: so many cards are one transaction, and a build that was stopped goes on behind the last card that stands.
Indexes that serve reading only are made at the end in one go, which takes a fraction of keeping them row by row.
"""

import sys
from datetime import datetime, timedelta
from typing import Final

import click
from psycopg import sql

from simcare.world.benches._copying import Connection

CHUNK: Final = 100_000
ACCOUNTS: Final = 1_000
LARGEST: Final = 1
"""The account that owns each tenth card; the others share the rest."""
_STEP: Final = 999_983
"""From one ICCID to the next: they rise with the number, and neighbours differ in their last five digits."""
_GROUND: Final = (
    "INSERT INTO accounts_account (id, name, is_dealer, language, zone)"
    " SELECT n, 'Fleet ' || n, false, 'en', 'UTC' FROM generate_series(1, %(accounts)s) n ON CONFLICT DO NOTHING",
    "INSERT INTO cards_product (id, code, name, apn, apn_user, apn_password, activates_on_first_attach, specification)"
    " VALUES (1, 'P1', 'IoT 1 GB', '', '', '', true, '{}') ON CONFLICT DO NOTHING",
    "SELECT usage_make_partitions(day) FROM unnest(%(days)s::date[]) AS day",
    # As on any day: last night's look for anomalies is over, and does not begin while pages are measured.
    "INSERT INTO kernel_work (kind, by, done, cursor, stop_wanted, started_at, error)"
    " SELECT 'usage.scan', 'bench', 0, jsonb_build_object('day', day, 'found', 0), true, %(at)s, ''"
    " FROM unnest(%(scanned)s::date[]) AS day",
)
_CARDS: Final = """
    INSERT INTO cards_card (id, iccid, iccid_key, eid, imsi, msisdn, imei, label, product_id, platform, account_id,
        sold_on, state, stopped_by, presence, state_observed_at)
    SELECT n, '898604' || k.body || n %% 10, '898604' || k.body, '',
        '46001' || lpad((n * 7919 %% 10000000000)::text, 10, '0'),
        '86139' || lpad((n * 104729 %% 100000000)::text, 8, '0'),
        '35' || lpad((n * 15485863 %% 10000000000000)::text, 13, '0'),
        'unit ' || n, 1, 'bench', CASE WHEN n %% 10 = 0 THEN %(largest)s ELSE 2 + n %% (%(accounts)s - 1) END,
        date '2024-01-01' + (n %% 900)::int,
        (ARRAY['active', 'active', 'active', 'ready', 'standby', 'not_activated', 'terminated'])[1 + n %% 7],
        '', 'unknown', %(at)s
    FROM generate_series(%(first)s::bigint, %(last)s) n
    CROSS JOIN LATERAL (SELECT lpad((n * %(step)s)::text, 13, '0') AS body) k
"""
_DAYS: Final = """
    INSERT INTO usage_dayusage (card_id, day, account_id, used_bytes, record_count)
    SELECT card.id, day, card.account_id, 1000000 + card.id * 7919 %% 9000000, 4
    FROM cards_card card CROSS JOIN unnest(%(days)s::date[]) AS day
    WHERE card.id BETWEEN %(first)s AND %(last)s ORDER BY card.id, day
"""
_HOURS: Final = """
    INSERT INTO usage_hourusage (card_id, hour_at, account_id, used_bytes, record_count)
    SELECT card.id, date_trunc('hour', %(at)s::timestamptz) - interval '1 hour', card.account_id, 250000, 1
    FROM cards_card card WHERE card.id BETWEEN %(first)s AND %(last)s ORDER BY card.id
"""


_READ_BY_PAGES: Final = """
    SELECT part.oid FROM pg_class part LEFT JOIN pg_index index ON index.indexrelid = part.oid
    JOIN pg_class whole ON whole.oid = coalesce(index.indrelid, part.oid)
    WHERE part.relkind IN ('r', 'i') AND whole.relname ~ '^(cards_card|usage_(day|hour)usage|usage_meter)'
    ORDER BY whole.relname = 'cards_card', part.relkind = 'r', part.relname
"""  # what is read last is held longest: the cards


def iccid_of(number: int) -> str:
    """The ICCID of a card of the fleet."""
    return f"898604{number * _STEP:013d}{number % 10}"


def build(database: Connection, *, cards: int, at: datetime) -> int:
    """Write what is missing of a fleet; the number of roll-up rows in it. Shows how far it is."""
    today, yesterday, before = ((at - timedelta(days=n)).date() for n in range(3))
    said = {"at": at, "days": [today, yesterday], "scanned": [today, yesterday, before], "accounts": ACCOUNTS}
    _settle(database)
    for command in _GROUND:
        database.execute(command, said)
    first = _count(database, "SELECT coalesce(max(id), 0) FROM cards_card")
    if first < cards:
        _put_indexes_aside(database)
        with click.progressbar(length=cards, label="Cards written", file=sys.stderr) as bar:
            bar.update(first)
            for start in range(first, cards, CHUNK):
                span = {"first": start + 1, "last": min(start + CHUNK, cards), "step": _STEP, "largest": LARGEST}
                with database.transaction():
                    for command in (_CARDS, _DAYS, _HOURS):
                        database.execute(command, said | span)
                bar.update(min(CHUNK, cards - start))
    _make_indexes(database)
    return _count(database, "SELECT (SELECT count(*) FROM usage_dayusage) + (SELECT count(*) FROM usage_hourusage)")


def warm(database: Connection) -> None:
    """Read the tables and indexes that pages of cards read, once: a desk that has run for days has done so."""
    database.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
    for (name,) in database.execute(_READ_BY_PAGES).fetchall():
        database.execute("SELECT pg_prewarm(%s::oid)", [name])


def _settle(database: Connection) -> None:
    for setting in (
        "session_replication_role = replica",  # no triggers: the keys are right as they are made
        "synchronous_commit = off",  # what a crash takes is written again
        "maintenance_work_mem = '1GB'",
    ):
        database.execute(f"SET {setting}")
    database.execute("ALTER SYSTEM SET max_wal_size = '6GB'")  # else the disk writes each page time and again
    database.execute("SELECT pg_reload_conf()")


def _put_indexes_aside(database: Connection) -> None:
    """Drop what only readers need, and write down how it is made again: a build that is stopped finds it there."""
    database.execute("CREATE TABLE IF NOT EXISTS bench_index (name text PRIMARY KEY, made text)")
    with database.transaction():
        rows = database.execute(
            "INSERT INTO bench_index SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = 'cards_card' AND indexdef NOT LIKE 'CREATE UNIQUE%' RETURNING name"
        ).fetchall()
        for (name,) in rows:
            database.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))


def _make_indexes(database: Connection) -> None:
    if database.execute("SELECT to_regclass('bench_index')").fetchone() == (None,):
        return
    rows = database.execute("SELECT name, made FROM bench_index ORDER BY name").fetchall()
    with click.progressbar(rows, label="Indexes made", file=sys.stderr) as bar:
        for name, made in bar:
            with database.transaction():
                database.execute(made)
                database.execute("DELETE FROM bench_index WHERE name = %s", [name])
    database.execute("DROP TABLE bench_index")
    for table in ("cards_card", "usage_dayusage", "usage_hourusage", "accounts_account"):
        database.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
    database.execute("CHECKPOINT")  # what was written in bulk goes to disk now, not while pages are measured


def _count(database: Connection, query: str) -> int:
    row = database.execute(query).fetchone()
    assert row is not None
    return int(row[0])
