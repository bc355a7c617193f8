"""`simcare usage`: what cards have used, taken from files, and what is unusual about it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from simcare.kernel.errors import SimcareError
from simcare.usage.queries.anomalies import BadSeries, alerts, read_series
from simcare.usage.values import AS_READ, CDR_SOURCE, COLUMNS, TIME_FORMATS, UNITS, Layout, Line

EXIT_REFUSED = 1
EXIT_UNREADABLE = 2


@click.group()
def command() -> None:
    """Usage of cards."""


@command.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default=CDR_SOURCE, show_default=True, help="whose CDRs these are: an account at an operator")
@click.option(
    "--mapping", default="", metavar="NAME", help="read other files by a saved mapping, which knows its source"
)
@click.option("--dry-run", is_flag=True, help="show the first lines as they would be read, and load nothing")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1, 16), help="files loaded at the same time")
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line for each file")
def import_(files: tuple[Path, ...], *, source: str, mapping: str, dry_run: bool, jobs: int, as_json: bool) -> None:
    """Load FILEs of usage: CSV as EIOTCLUB writes it, or whatever a saved mapping reads.

    Each file and each record counts once, however often it comes. Good lines go in, bad ones are told by number.
    Exit status 1 when a line is bad, 2 when a file can't be read.
    """
    from simcare.kernel.boot import boot

    boot(scope="provider")
    try:
        made = _previews(files, mapping) if dry_run else _outcomes(files, source, mapping, jobs)
        status = 0
        for outcome in _with_progress(made, len(files), quiet=as_json or dry_run):
            click.echo(json.dumps(outcome, ensure_ascii=False) if as_json else _words(outcome))
            status = max(status, EXIT_UNREADABLE if "error" in outcome else EXIT_REFUSED if outcome["bad"] else 0)
    except SimcareError as refusal:
        raise click.UsageError(str(refusal)) from None
    raise SystemExit(status)


@command.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
def unload(files: tuple[Path, ...]) -> None:
    """Take out FILEs of usage that were loaded by mistake; they are known by their bytes.

    Hours, days and meters are afterwards as if they had never come; what other files had brought as well stays. Exit
    status 1 when one is not in, 2 when one can't be read.
    """
    from simcare.kernel.boot import boot

    boot(scope="provider")
    from simcare.kernel import clock
    from simcare.usage.actions.ingest import find_same
    from simcare.usage.actions.unload import unload as take_out
    from simcare.usage.flows import pieces_of

    status = 0
    for path in files:
        try:
            file = find_same(pieces_of(path))
        except OSError as trouble:
            status = EXIT_UNREADABLE
            click.echo(f"{path}: {trouble.strerror or trouble}")
            continue
        if file is None:
            status = max(status, EXIT_REFUSED)
            click.echo(f"{path}: is not in")
            continue
        unloaded = take_out(file_id=file.pk, by="cli", at=clock.now())
        click.echo(f"{path}: {unloaded.record_count} records are in no sum any more")
    raise SystemExit(status)


@command.group()
def mappings() -> None:
    """How files of other providers are read, kept by a name."""


@mappings.command("list")
def list_() -> None:
    """The saved mappings."""
    from simcare.kernel.boot import boot

    boot(scope="provider")
    from simcare.usage.queries.mappings import list_mappings

    for mapping in list_mappings():
        click.echo(f"{mapping.name}: records of {mapping.source.name}; {_said(Layout(**mapping.layout))}")


@mappings.command()
@click.argument("name")
@click.argument("file", type=click.File("rb"))
@click.option("--source", default="", help="who numbers the records; several mappings may have one  [default: NAME]")
@click.option(
    "--column", "columns", multiple=True, metavar="NAME=NUMBER", help=f"from 1, 0: none; {', '.join(COLUMNS)}"
)
@click.option("--unit", type=click.Choice(list(UNITS)), help="of amounts")
@click.option("--decimal", type=click.Choice([".", ","]), help="sign of decimals")
@click.option("--zone", default="UTC", show_default=True, help="of times that name none")
@click.option("--time-format", type=click.Choice(TIME_FORMATS), help="how times are written")
def save(name: str, file: Any, source: str, columns: tuple[str, ...], zone: str, **said: Any) -> None:
    """Keep how FILE is read as NAME: guessed from its beginning, where no option says otherwise."""
    from simcare.kernel.boot import boot

    boot(scope="provider")
    from simcare.kernel import clock
    from simcare.usage.actions.mappings import save_mapping
    from simcare.usage.queries.mappings import HEAD_BYTES, guess, preview

    head = file.read(HEAD_BYTES)
    found = guess(head)
    layout = replace(
        found.layout,
        zone=zone,
        columns={**found.layout.columns, **_columns(columns)},
        **{field: value for field, value in said.items() if value is not None},
    )
    layout = replace(layout, columns={column: at for column, at in layout.columns.items() if at >= 0})
    try:
        save_mapping(name=name, source=source or name, header=found.header, layout=layout, by="cli", at=clock.now())
    except SimcareError as refusal:
        raise click.UsageError(str(refusal)) from None
    click.echo(f"{name}: {_said(layout)}")
    click.echo("\n".join(map(_line, preview(head, layout))))


def _columns(said: Iterable[str]) -> dict[str, int]:
    columns = {}
    for each in said:
        column, _, number = each.partition("=")
        if column not in COLUMNS or not number.isdecimal():
            raise click.UsageError(f"{each}: say it like iccid=1, with one of {', '.join(COLUMNS)}")
        columns[column] = int(number) - 1
    return columns


def _said(layout: Layout) -> str:
    columns = ", ".join(f"{column}={at + 1}" for column, at in layout.columns.items())
    return f"{columns}; {layout.unit}, times as {layout.time_format} in {layout.zone}"


def _previews(files: Iterable[Path], mapping: str) -> Iterator[dict[str, Any]]:
    """The first lines of each file, as JSON."""
    from simcare.usage.queries.mappings import HEAD_BYTES, get_mapping, preview

    layout = Layout(**get_mapping(mapping).layout) if mapping else None
    for path in files:
        try:
            with path.open("rb") as opened:
                lines = preview(opened.read(HEAD_BYTES), layout)
        except OSError as trouble:
            yield {"file": str(path), "error": trouble.strerror or str(trouble)}
            continue
        yield {"file": str(path), "bad": sum(line.flaw is not None for line in lines), "first": list(map(_json, lines))}


def _json(line: Line) -> dict[str, Any]:
    told = {"line": line.number, **dict(zip(AS_READ, line.cells, strict=False))}
    return told | ({"flaw": line.flaw.code, "words": line.flaw.words} if line.flaw else {})


def _line(line: Line) -> str:
    return _first(_json(line))


def _first(told: dict[str, Any]) -> str:
    if "words" in told:
        return f"  line {told['line']}: {told['words']}"
    if "card" not in told:
        return f"  line {told['line']}: no record"
    rest = f"{told['used_bytes']} bytes" + (f" in {told['network']}" if told["network"] else "")
    return f"  line {told['line']}: {told['card']} from {told['started_at']} to {told['stopped_at']}, {rest}"


def _outcomes(files: Iterable[Path], source: str, mapping: str, jobs: int) -> Iterator[dict[str, Any]]:
    """What came of each file, as JSON, as it is done."""
    from simcare.kernel import clock
    from simcare.usage.flows import load_files
    from simcare.usage.queries.files import flaws_of

    for outcome in load_files(files, source=source, mapping=mapping, by="cli", at=clock.now(), jobs=jobs):
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
    if "first" in outcome:
        return "\n".join([f"{outcome['file']}: nothing was loaded", *map(_first, outcome["first"])])
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
