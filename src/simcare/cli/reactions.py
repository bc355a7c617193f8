"""`simcare reactions`: who reacts to what, and the map of the house that is made from it."""

import importlib
import importlib.util
import inspect
import json
import pkgutil
from pathlib import Path

import click

import simcare

MAP = Path(simcare.__file__).parents[2] / "docs" / "map.md"
FLOORS = (
    ("roof", ("project",)),
    ("doors", ("web", "api", "gates", "cli", "world")),
    ("what others are told", ("notifications", "webhooks")),
    ("the desk", ("support",)),
    ("verdicts", ("diagnosis",)),
    ("what cards use", ("usage",)),
    ("announcements", ("notices",)),
    ("the outside world", ("operators",)),
    ("things and words", ("cards", "messaging", "clocks")),
    ("people", ("accounts",)),
    ("ground", ("kernel",)),
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="event -> reactions, as JSON")
@click.option("--write-map", is_flag=True, help="write docs/map.md anew")
def command(as_json: bool, write_map: bool) -> None:
    """Print every event with its reactions."""
    from simcare.kernel.boot import boot

    boot()
    if write_map:
        MAP.write_text(house_map())
    elif as_json:
        click.echo(json.dumps(_reactions()))
    else:
        for event, names in _reactions().items():
            click.echo(f"{event}\n" + "".join(f"    {name}\n" for name in names or ["nobody yet"]))


def house_map() -> str:
    """The text of docs/map.md."""
    lines = [
        "# The map of the house",
        "",
        "Made by `simcare reactions --write-map`; a test fails when it is stale. Call down, report up by events.",
        "",
        "## Floors",
        "",
        "| floor | module | what it owns |",
        "|---|---|---|",
    ]
    for floor, modules in FLOORS:
        lines += [f"| {floor} | `{module}` | {_first_line(module)} |" for module in modules]
    lines += ["", "## Who reacts to what", "", "| event | means | reactions (lane) |", "|---|---|---|"]
    for event, names in _reactions().items():
        lines.append(f"| `{event}` | {_meaning(event)} | {', '.join(names) or 'nobody yet'} |")
    return "\n".join(lines) + "\n"


def _reactions() -> dict[str, list[str]]:
    from simcare.kernel import outbox
    from simcare.kernel.events import event_names

    _import_events()
    found: dict[str, list[str]] = {name: [] for name in event_names()}
    for reaction in outbox.reactions():
        found[reaction.event.event_name()].append(f"{reaction.name} ({reaction.lane})")
    return found


def _import_events() -> None:
    for module in pkgutil.iter_modules(simcare.__path__):
        if importlib.util.find_spec(f"simcare.{module.name}.events"):
            importlib.import_module(f"simcare.{module.name}.events")


def _first_line(module: str) -> str:
    return (inspect.getdoc(importlib.import_module(f"simcare.{module}")) or "").splitlines()[0]


def _meaning(event: str) -> str:
    from simcare.kernel.events import event_class

    return (inspect.getdoc(event_class(event)) or "").splitlines()[0]
