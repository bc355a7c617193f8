"""The verbs of `simcare`: each file of this package is one verb and holds a click command named `command`.

A verb is imported only when it is called, so that `simcare email parse` starts without a database.
"""

import importlib
import pkgutil
from typing import Any

import click

from simcare.cli._supervise import access


class Verbs(click.Group):
    """Finds a verb by its file name; `-` in a verb stands for `_` in the file."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        found = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name.replace("_", "-") for name in found if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:  # a verb's return value is its own
        """Run the verb; a desk that is not up is said in one line."""
        try:
            return super().invoke(ctx)
        except Exception as trouble:
            if type(trouble).__name__ == "OperationalError":  # named, not imported: light verbs know no database
                words = "the desk's database does not answer; ./simcare up starts it, ./simcare doctor looks"
                raise click.ClickException(words) from trouble
            raise


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="simcare")
def main() -> None:
    """Simcare, the after-sales desk of an IoT SIM-card provider."""
    access.export()
