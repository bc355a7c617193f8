"""`simcare doctor`: what is wrong, one line each, with the mend."""

import json
import sys
from dataclasses import asdict

import click

from simcare.cli._checks import State, all_findings
from simcare.cli._supervise.access import var_folder

SIGNS = {State.WELL: ("ok", "green"), State.NOTE: ("--", "yellow"), State.WRONG: ("!!", "red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: name, state, words, mend.")
def command(as_json: bool) -> None:
    """Look at everything a running desk needs; exit status 1 when something is wrong."""
    ill = False
    for finding in all_findings(var_folder()):
        ill |= finding.state is State.WRONG
        if as_json:
            click.echo(json.dumps(asdict(finding)))
            continue
        sign, colour = SIGNS[finding.state]
        mend = f"; mend: {finding.mend}" if finding.mend else ""
        click.echo(f"{click.style(sign, fg=colour)}  {finding.name}: {finding.words}{mend}")
    sys.exit(1 if ill else 0)
