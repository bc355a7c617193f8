"""`simcare cards`: cards into stock from a file."""

import json
from pathlib import Path

import click


@click.group()
def command() -> None:
    """Cards of the provider."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="check everything, write nothing")
@click.option("--json", "as_json", is_flag=True, help="print the outcome as JSON")
def import_(file: Path, dry_run: bool, as_json: bool) -> None:
    """Take cards over from a CSV FILE, all or nothing.

    Its header names the columns: iccid, product, platform; and, where known, imsi, msisdn, eid, imei, batch, sold_on
    (like 2026-03-31), account and dealer (by name). Keep ICCIDs as text: spreadsheets round long numbers. Exit status
    1 when a line is wrong; nothing is written then.
    """
    from simcare.kernel import clock
    from simcare.kernel.boot import boot

    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise click.ClickException(f"{file} is not written in UTF-8; save it as CSV UTF-8") from wrong
    boot(scope="provider")
    from simcare.cards.actions.imports import import_stock
    from simcare.operators.queries import list_platforms

    platforms = [platform.name for platform in list_platforms()]
    outcome = import_stock(text=text, platforms=platforms, dry_run=dry_run, by="cli", at=clock.now())
    errors = [flaw for flaw in outcome.flaws if not flaw.is_warning]
    if as_json:
        flaws = [vars(flaw) for flaw in outcome.flaws]
        click.echo(json.dumps({"cards": outcome.cards, "written": outcome.written, "flaws": flaws}, ensure_ascii=False))
    else:
        for flaw in outcome.flaws:
            click.echo(f"line {flaw.line}, {flaw.column}: {flaw.words}{' (only a warning)' if flaw.is_warning else ''}")
        done = "imported" if outcome.written else "could be imported" if not errors else "in order; nothing was written"
        click.echo(f"{outcome.cards} cards {done}.")
    raise SystemExit(1 if errors else 0)
