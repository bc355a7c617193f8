"""`simcare world`: the demo world."""

import importlib
import json

import click


@click.group()
def command() -> None:
    """The demo world."""


@command.command()
@click.option("--seed", default=1, show_default=True, help="the same seed makes the same world")
@click.option("--cards", default=80, show_default=True, help="further cards beside those of the cast")
@click.option("--simulator", default="http://127.0.0.1:8600", show_default=True, help="where the simulator listens")
@click.option("--no-past", is_flag=True, help="leave out the weeks that the desk has lived through")
@click.option("--json", "as_json", is_flag=True, help="print what was made as JSON")
def make(seed: int, cards: int, simulator: str, no_past: bool, as_json: bool) -> None:
    """Make the demo world in an empty database, through the product's own actions."""
    from simcare.kernel import clock
    from simcare.kernel.boot import boot

    boot(scope="provider")
    demo = importlib.import_module("simcare.world.demo")  # a neighbour door, started by name
    if demo.is_made():
        raise click.ClickException("There is a world in this database already; nothing was changed.")
    made = demo.make(seed=seed, more_cards=cards, at=clock.now(), simulator_url=simulator, with_story=not no_past)
    told = {"accounts": made.accounts, "cards": made.cards, "mails": made.mails}
    words = f"Made {made.accounts} accounts, {made.cards} cards, {made.mails} mails."
    click.echo(json.dumps(told) if as_json else words)
