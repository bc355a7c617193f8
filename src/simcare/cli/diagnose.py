"""`simcare diagnose`: what is wrong with a card, who is liable, what next, from the desk or from a bundle."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
from rich.console import Console

from simcare.diagnosis.queries.bundles import for_bundle, read_bundles
from simcare.kernel.errors import SimcareError

if TYPE_CHECKING:
    from simcare.diagnosis.values import Bundle

_COLOURS = {"blocking": "red", "degrading": "yellow", "informational": "blue"}


class Refused(click.ClickException):
    """Input that can't be used: one line, status 2."""

    exit_code = 2


@click.command(
    epilog="""
\b
Examples:
  simcare diagnose --evidence card.json          in words
  simcare diagnose --evidence cards.jsonl --json one verdict a line
  simcare diagnose 8986001234567890123 --save card.json
"""
)
@click.argument("iccids", nargs=-1, metavar="[ICCID]...")
@click.option(
    "--evidence", type=click.File("r", encoding="utf-8"), help="A bundle (docs/evidence.md), or one a line; - is stdin."
)
@click.option("--json", "as_json", is_flag=True, help="Print one verdict object a line.")
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Write the bundles that were seen.")
def command(iccids: tuple[str, ...], evidence: TextIO | None, as_json: bool, save: Path | None) -> None:
    """Diagnose cards.

    With --evidence neither a platform nor a database is needed. With ICCIDs the desk's stored evidence is refreshed
    and examined, and the verdict is kept. Input that can't be read ends with status 2 and one line that says why.
    """
    if bool(iccids) == bool(evidence):
        raise click.UsageError("give either ICCIDs or --evidence FILE")
    try:
        pairs = list(_from_file(evidence) if evidence else _from_desk(iccids))
    except SimcareError as error:
        raise Refused(str(error)) from None
    if save:
        save.write_text("".join(json.dumps(bundle) + "\n" for bundle, _ in pairs), encoding="utf-8")
    _print([verdict for _, verdict in pairs], as_json)


def _from_file(evidence: TextIO) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for bundle in read_bundles(evidence):
        _warn(bundle)
        yield bundle.to_json(), for_bundle(bundle).to_json()


def _from_desk(iccids: Iterable[str]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    from django.db import OperationalError

    from simcare.kernel.boot import boot

    boot("provider")
    try:
        yield from _examined(list(iccids))
    except OperationalError:
        raise Refused("the desk's database does not answer; ./simcare up starts it, simcare doctor looks") from None


def _examined(wanted: list[str]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    from simcare.cards.queries.fleet import by_iccid
    from simcare.diagnosis.actions import examine
    from simcare.diagnosis.errors import CardNotFound
    from simcare.kernel.clock import now
    from simcare.operators.actions import refresh

    cards = by_iccid(wanted)
    for iccid in wanted:
        if iccid not in cards:
            raise CardNotFound(f"{iccid}: no card with this ICCID is known here")
    for iccid in wanted:
        refresh(card_id=cards[iccid].id, at=now())
        verdict = examine(card_id=cards[iccid].id, by="cli", at=now())
        yield verdict.bundle, verdict.as_json()


def _warn(bundle: "Bundle") -> None:
    for warning in bundle.warnings:
        click.echo(f"{bundle.iccid}: {warning}", err=True)


def _print(verdicts: list[dict[str, Any]], as_json: bool) -> None:
    console = Console(highlight=False)
    for verdict in verdicts:
        if as_json:
            click.echo(json.dumps(verdict, ensure_ascii=False))
        else:
            _show(console, verdict)


def _show(console: Console, verdict: dict[str, Any]) -> None:
    """One verdict in words: what, who, how sure, what next, and below it the evidence with its age."""
    console.print(f"[bold]{verdict['card']}[/]  {verdict['summary']['text']}")
    suspected = f" ({verdict['suspected_party']} suspected)" if verdict["suspected_party"] else ""
    console.print(f"  liable      {verdict['liable_party']}{suspected}, confidence {verdict['confidence']:.0%}")
    if verdict["next_step"]:
        console.print(f"  next step   {verdict['next_step']['text']}" + _who(verdict))
    for finding in verdict["findings"]:
        colour = _COLOURS[finding["severity"]]
        cause = finding["cause"]
        number = f", cause {cause['table']} {cause['number']}" if cause else ""
        console.print(f"  [{colour}]{finding['severity']:<13}[/] {finding['code']} ({finding['role']}{number})")
        for item in finding["evidence"]:
            value = json.dumps(item["value"], ensure_ascii=False)
            console.print(
                f"      {item['field']} = {value}  {item['source']}, {item['observed_at']}, {item['freshness']}",
                markup=False,
            )
    console.print(f"  not decided {len(verdict['checks_skipped'])} of 69 checks (see --json)\n")


def _who(verdict: dict[str, Any]) -> str:
    by = f", by {verdict['deadline']}" if verdict["deadline"] else ""
    return f" — {verdict['who_acts']}{by}" if verdict["who_acts"] else ""
