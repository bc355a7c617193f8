"""Usage in: a million CDRs from files to hours, days and meters, beside a bare COPY of the same rows; then all again.

A desk runs with a durable database (fsync on). 25,000 cards send a record each quarter of an hour for ten hours; a
file holds the records of an hour, in the order in which they ended. `--set records_per_hour=1 --set cards=100000` is
the dearest case: each record opens an hour of its own.
"""

import os
import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, LiteralString

from simcare.world.benches import Options, Result
from simcare.world.benches._desk import RunningDesk, boot_here, running_desk

LEAST_PER_SECOND = 100_000
LEAST_SHARE_OF_COPY = 0.25
MOST_MEMORY_MB = 400
HOURS = 10
SOURCE = "eiotclub"


def run(options: Options) -> Result:
    """Measure; kept when speed, its share of the bare COPY, memory and the second import are as promised."""
    cards, per_hour = int(options.get("cards", 25_000)), int(options.get("records_per_hour", 4))
    jobs = int(options.get("jobs", 2))
    records = cards * per_hour * HOURS
    with running_desk() as desk:
        boot_here(desk)
        paths = list(_write_files(desk.var / "cdr", cards, per_hour))
        _prepare(desk, cards)
        copy_s = min(_bare_copy(desk, paths) for _ in range(2))
        first_s = _import(paths, jobs)
        sums = _sums(desk)
        second_s = _import(paths, jobs)
        is_same = _sums(desk) == sums and _is_right(sums, records)
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    speed, share = records / first_s, copy_s / first_s
    return Result(
        name="usage",
        figure=round(speed),
        unit="records a second",
        limit=LEAST_PER_SECOND,
        kept=speed >= LEAST_PER_SECOND
        and share >= LEAST_SHARE_OF_COPY
        and memory_mb < MOST_MEMORY_MB
        and is_same
        and second_s < first_s,
        more={
            "records": records,
            "seconds": round(first_s, 2),
            "bare_copy_seconds": round(copy_s, 2),
            "bare_copy_per_second": round(records / copy_s),
            "share_of_bare_copy": round(share, 3),
            "least_share_of_bare_copy": LEAST_SHARE_OF_COPY,
            "second_import_seconds": round(second_s, 2),
            "second_import_changed_nothing": is_same,
            "load_average": os.getloadavg()[0],
        },
    )


def _write_files(folder: Path, cards: int, per_hour: int) -> Iterator[Path]:
    chance = random.Random(1)  # noqa: S311  # repeatable, no secret
    began = datetime.now(UTC).replace(minute=0, second=0, microsecond=0, tzinfo=None) - timedelta(hours=HOURS)
    folder.mkdir()
    number, step_s = 7_000_000_000, 3600 // per_hour
    for hour in range(HOURS):
        lines = []
        for card in range(cards):
            for part in range(per_hour):
                start = began + timedelta(hours=hour, seconds=part * step_s + chance.randrange(step_s // 2))
                end = start + timedelta(seconds=chance.randrange(1, step_s // 2))
                used = chance.randrange(1_000, 20_000_000)
                lines.append((end, f"{start},{end},8986003{card:012d},46004{card:010d},{used},86{card:013d},46000\n"))
        lines.sort(key=lambda line: line[0])
        path = folder / f"cdr_100_{began + timedelta(hours=hour):%Y%m%d%H%M%S}.csv"
        with path.open("w") as file:
            file.writelines(f"{number + offset},{line}" for offset, (_, line) in enumerate(lines))
        number += len(lines)
        yield path


def _prepare(desk: RunningDesk, cards: int) -> None:
    """The cards, each of an account and with a package of the month."""
    with desk.connect() as database:
        for statement in _FURNISH:
            database.execute(statement, {"cards": cards})
        database.execute("VACUUM ANALYZE")


_FURNISH: Final[tuple[LiteralString, ...]] = (
    """
    INSERT INTO accounts_account (name, is_dealer, language, zone)
    SELECT 'Bench account ' || n, false, 'en', 'UTC' FROM generate_series(1, 200) n
    """,
    """
    INSERT INTO cards_product (code, name, apn, apn_user, apn_password, activates_on_first_attach, specification)
    VALUES ('P1', 'P1', '', '', '', true, '{}')
    """,
    """
    INSERT INTO cards_card (iccid, iccid_key, eid, imsi, msisdn, imei, label, product_id, platform, account_id, state,
        stopped_by, presence)
    SELECT i, i, '', '', '', '', '', p.id, 'eiotclub', a.ids[1 + n %% 200], 'active', '', 'unknown'
    FROM generate_series(0, %(cards)s - 1) n
    CROSS JOIN LATERAL (SELECT '8986003' || lpad(n::text, 12, '0') AS i) iccid
    CROSS JOIN cards_product p
    CROSS JOIN (SELECT array_agg(id) AS ids FROM accounts_account) a
    """,
    """
    INSERT INTO cards_cardassignment (card_id, account_id, period)
    SELECT id, account_id, tstzrange(now() - interval '1 year', null) FROM cards_card
    """,
    """
    INSERT INTO usage_meter (card_id, account_id, package, period, allowance_bytes, used_bytes, opened_by, opened_at)
    SELECT id, account_id, '1 GB', tstzrange(now() - interval '9 days', now() + interval '21 days'), 1000000000, 0,
        'bench', now()
    FROM cards_card
    """,
)


def _bare_copy(desk: RunningDesk, paths: list[Path]) -> float:
    """The same rows by COPY into a table of the same types, without index, rule or wall."""
    with desk.connect() as database:
        database.execute("DROP TABLE IF EXISTS bench_rows")
        database.execute(
            "CREATE TABLE bench_rows (id bigint, start_time timestamptz, stop_time timestamptz, iccid text, imsi text,"
            " data_usage bigint, imei text, mccmnc text)"
        )
        began = time.perf_counter()
        with database.cursor().copy("COPY bench_rows FROM STDIN (FORMAT csv)") as copy:
            for path in paths:
                with path.open("rb") as source:
                    while piece := source.read(1 << 20):
                        copy.write(piece)
        return time.perf_counter() - began


def _import(paths: list[Path], jobs: int) -> float:
    from simcare.kernel import clock
    from simcare.usage.flows import load_files

    began = time.perf_counter()
    outcomes = list(load_files(paths, source=SOURCE, by="bench", at=clock.now(), jobs=jobs))
    took_s = time.perf_counter() - began
    if len(outcomes) != len(paths) or any(outcome.loaded is None for outcome in outcomes):
        raise RuntimeError("a file was not loaded")
    return took_s


def _sums(desk: RunningDesk) -> tuple[Any, ...]:
    """Records and bytes by every count that is kept, and of the rows as COPY took them."""
    with desk.connect() as database:
        row = database.execute(
            "SELECT (SELECT count(*) FROM usage_usagerecord), (SELECT sum(record_count) FROM usage_hourusage),"
            " (SELECT sum(record_count) FROM usage_dayusage), (SELECT sum(data_usage) FROM bench_rows),"
            " (SELECT sum(used_bytes) FROM usage_usagerecord), (SELECT sum(used_bytes) FROM usage_hourusage),"
            " (SELECT sum(used_bytes) FROM usage_dayusage), (SELECT sum(used_bytes) FROM usage_meter)"
        ).fetchone()
    assert row is not None
    return row


def _is_right(sums: tuple[Any, ...], records: int) -> bool:
    return set(sums[:3]) == {records} and len(set(sums[3:])) == 1
