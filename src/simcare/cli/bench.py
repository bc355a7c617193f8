"""`simcare bench`: measure one promise of the product, beside its limit or a peer measured in the same run."""

import importlib
import json
import pkgutil
import sys

import click


@click.command()
@click.argument("name")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="An option of that bench, such as seconds=10."
)
def command(name: str, settings: tuple[str, ...]) -> None:
    """Run the bench NAME and print its figures as one JSON object; exit status 1 when the promise is not kept."""
    benches = importlib.import_module("simcare.world.benches")  # a neighbour door, started by name
    known = sorted(module.name for module in pkgutil.iter_modules(benches.__path__) if module.name[0] != "_")
    if name not in known:
        raise click.UsageError(f"there is no bench {name!r}; there are: {', '.join(known)}")
    result = importlib.import_module(f"{benches.__name__}.{name}").run(_options(settings))
    click.echo(json.dumps(result.to_json(), ensure_ascii=False))
    sys.exit(0 if result.kept else 1)


def _options(settings: tuple[str, ...]) -> dict[str, str]:
    pairs = [setting.partition("=") for setting in settings]
    wrong = next((key for key, equals, _ in pairs if not equals), None)
    if wrong is not None:
        raise click.UsageError(f"--set needs KEY=VALUE, not {wrong!r}")
    return {key: value for key, _, value in pairs}
