"""`simcare cards`: cards into stock from a file."""

import json
from pathlib import Path
from typing import Any

import click


@click.group()
def command() -> None:
    """Cards of the provider."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="check everything, write nothing")
@click.option("--good-rows", is_flag=True, help="take the good rows although others are wrong")
@click.option("--json", "as_json", is_flag=True, help="print the outcome as JSON")
def import_(file: Path, dry_run: bool, good_rows: bool, as_json: bool) -> None:
    """Take cards over from a CSV or XLSX FILE, all or nothing unless told otherwise.

    Its columns are known by their names (iccid, product, platform; and, where known, imsi, msisdn, eid, imei, label,
    batch, sold_on like 2026-03-31, account and dealer by name; in eight languages) or by what stands in them. Keep
    ICCIDs as text: spreadsheets round long numbers. The same file twice is one import. Exit status 1 when a line is
    wrong; nothing is written then, or the good rows only.
    """
    from simcare.kernel.boot import boot
    from simcare.kernel.errors import SimcareError

    boot(scope="provider")
    try:
        outcome = _take(file, dry_run=dry_run, good_rows=good_rows)
    except SimcareError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False))
    else:
        for flaw in outcome["flaws"]:
            warning = " (only a warning)" if flaw["is_warning"] else ""
            click.echo(f"line {flaw['line']}, {flaw['column']}: {flaw['words']}{warning}")
        done = "imported" if outcome["written"] else "in order; nothing was written"
        click.echo(f"{outcome['cards']} cards {done}.")
    raise SystemExit(1 if any(not flaw["is_warning"] for flaw in outcome["flaws"]) else 0)


def _take(file: Path, *, dry_run: bool, good_rows: bool) -> dict[str, Any]:
    """Both steps of an import, here and now, with a bar; what came of it as JSON."""
    from simcare.cards.actions import imports
    from simcare.cards.actions.intake import run_import
    from simcare.cards.queries.imports import flaws_of
    from simcare.kernel import clock
    from simcare.operators.queries import list_platforms

    platforms = [platform.name for platform in list_platforms()]
    with file.open("rb") as source:
        pieces = iter(lambda: source.read(1024 * 1024), b"")
        origin = imports.begin(pieces=pieces, name=file.name, platforms=platforms, by="cli", at=clock.now())
    if origin.state in ("new", "checked", "stopped", "failed") and not origin.card_count:
        if not origin.header:
            raise click.ClickException(origin.trouble or "The file is empty.")
        imports.check(import_id=origin.id, mapping=origin.mapping, fixed=origin.fixed, by="cli", at=clock.now())
        run_import(import_id=origin.id, at=clock.now())
        origin = imports.get_import(origin.id)
    is_good = origin.state == "checked" and origin.good_count and (good_rows or not origin.bad_count)
    if is_good and not dry_run:
        imports.write(import_id=origin.id, takes_good_rows=good_rows, by="cli", at=clock.now())
        run_import(import_id=origin.id, at=clock.now())
        origin = imports.get_import(origin.id)
    if origin.trouble:
        raise click.ClickException(origin.trouble)
    flaws = [{**vars(flaw), "words": flaw.words, "is_warning": flaw.is_warning} for flaw in flaws_of(origin.id)]
    is_done = origin.state == "done"
    return {"cards": origin.card_count if is_done else origin.good_count, "written": is_done, "flaws": flaws}
