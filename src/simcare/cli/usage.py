"""`simcare usage`: what cards have used, taken from files, and what is unusual about it."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from simcare.usage.queries.anomalies import BadSeries, alerts, read_series

SOURCE = "eiotclub"
EXIT_REFUSED = 1


@click.group()
def command() -> None:
    """Usage of cards."""


@command.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default=SOURCE, show_default=True, help="whose records these are: an account at an operator")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1, 16), help="files loaded at the same time")
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line for each file")
def import_(files: tuple[Path, ...], source: str, jobs: int, as_json: bool) -> None:
    """Load FILEs of usage: CSV as EIOTCLUB writes it.

    Each file and each record counts once, however often it comes. Good lines go in, bad ones are told by number.
    Exit status 1 when a line is bad, 2 when a file can't be read.
    """
    from simcare.kernel.boot import boot

    boot(scope="provider")
    status = 0
    for outcome in _with_progress(_outcomes(files, source, jobs), len(files), quiet=as_json):
        click.echo(json.dumps(outcome, ensure_ascii=False) if as_json else _words(outcome))
        status = max(status, 2 if "error" in outcome else 1 if outcome["bad"] else 0)
    raise SystemExit(status)


def _outcomes(files: Iterable[Path], source: str, jobs: int) -> Iterator[dict[str, Any]]:
    """What came of each file, as JSON, as it is done."""
    from simcare.kernel import clock
    from simcare.usage.flows import load_files
    from simcare.usage.queries.files import flaws_of

    for outcome in load_files(files, source=source, by="cli", at=clock.now(), jobs=jobs):
        if outcome.loaded is None:
            yield {"file": str(outcome.path), "error": outcome.trouble}
            continue
        loaded = outcome.loaded.file
        yield {
            "file": str(outcome.path),
            "known": not outcome.loaded.is_new,
            "lines": loaded.line_count,
            "new": loaded.new_count,
            "repeated": loaded.repeated_count,
            "stray": loaded.stray_count,
            "bad": loaded.bad_count,
            "bytes": loaded.used_bytes,
            "flaws": [{**vars(flaw), "words": flaw.words} for flaw in flaws_of(loaded)],
        }


def _with_progress(outcomes: Iterator[dict[str, Any]], total: int, *, quiet: bool) -> Iterator[dict[str, Any]]:
    """The outcomes, with a bar on a terminal."""
    from rich.console import Console
    from rich.progress import track

    yield from track(
        outcomes, "loading", total=total, console=Console(stderr=True), disable=quiet or total < 2, transient=True
    )


def _words(outcome: dict[str, Any]) -> str:
    if "error" in outcome:
        return f"{outcome['file']}: {outcome['error']}"
    if outcome["known"]:
        return f"{outcome['file']}: was there already, {outcome['lines']} lines; nothing changed"
    lines = [
        f"{outcome['file']}: {outcome['new']} new, {outcome['repeated']} repeated, {outcome['stray']} of unknown cards,"
        f" {outcome['bad']} bad"
    ]
    lines += [f"  line {flaw['line']}: {flaw['words']}" for flaw in outcome["flaws"]]
    return "\n".join(lines)


@command.command(
    epilog="""
\b
Example:
  simcare usage anomalies card.csv
  {"alerts": [{"at": "2026-03-09 14:00:00", "kind": "spike", "score": 17.3}]}
"""
)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def anomalies(files: tuple[Path, ...]) -> None:
    """What is unusual in a series: a CSV with the columns timestamp and value.

    Times are ISO 8601 or epoch seconds; "at" is written as in the file. Readings within an hour are judged together,
    and an alert at a time uses nothing after it. The first day only teaches, silence and lasting shifts are told after
    a week. Kinds: spike, night_drain (between 0:00 and 5:00 of the clock in the file), level_shift, silence; score is
    the distance from the usual in spreads of the series, at most 100.

    Prints one JSON object; with several files one a line, each with "file". A file that is no such series gives
    {"error", "detail"} with the line, and exit status 1.
    """
    failed = False
    for file in files:
        named = {"file": str(file)} if len(files) > 1 else {}
        facts, is_refused = _facts(file)
        click.echo(json.dumps(named | facts, ensure_ascii=False))
        failed |= is_refused
    if failed:
        raise SystemExit(EXIT_REFUSED)


def _facts(file: Path) -> tuple[dict[str, object], bool]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            readings = read_series(lines)
    except BadSeries as refusal:
        return {"error": "bad_series", "detail": str(refusal)}, True
    found = [{"at": alert.at, "kind": alert.kind, "score": alert.score} for alert in alerts(readings)]
    return {"alerts": found}, False
