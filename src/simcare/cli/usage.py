"""`simcare usage`: what cards have used, taken from files, and what is unusual about it."""

import json
from pathlib import Path

import click

from simcare.usage.queries.anomalies import BadSeries, alerts, read_series

EXIT_REFUSED = 1


@click.group()
def command() -> None:
    """Usage of cards."""


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
