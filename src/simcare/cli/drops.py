"""`simcare drops`: folders at operators from which usage files are fetched by FTPS or SFTP."""

import getpass
import os
from typing import Any, Final

import click

PORTS: Final = {"ftp": 21, "ftps": 21, "sftp": 22}


@click.group()
def command() -> None:
    """Folders at operators from which usage files are fetched."""
    from simcare.kernel.boot import boot

    boot(scope="provider")


@command.command()
@click.argument("name")
@click.option("--protocol", type=click.Choice(list(PORTS)), default="sftp", show_default=True)
@click.option("--host", required=True, help="the server, such as files.operator.example")
@click.option("--port", type=int, help="[default: 22 for SFTP, 21 for FTP]")
@click.option("--user", required=True)
@click.option("--folder", default=".", show_default=True)
@click.option("--source", default="eiotclub", show_default=True, help="whose CDRs lie there: an account at an operator")
@click.option("--mapping", default="", help="read other files by a saved mapping, which knows its source")
@click.option("--every", "every_seconds", default=300, show_default=True, help="seconds between two looks; at least 10")
@click.option("--host-key", default="", help="of an SFTP server, as in known_hosts; else the one that it shows now")
def add(**told: Any) -> None:
    """Look into the drop NAME from now on. The password is asked for, or read from SIMCARE_DROP_PASSWORD.

    A file is fetched when two looks find it alike; nothing is changed at the operator. FTP without TLS is for servers
    of the own network only, which SIMCARE_LOCAL_DROPS names.
    """
    from simcare.kernel import clock
    from simcare.kernel.errors import SimcareError
    from simcare.usage.actions import drops

    told["port"] = told["port"] or PORTS[told["protocol"]]
    try:
        if told["protocol"] == "sftp" and not told["host_key"]:
            told["host_key"] = drops.shown_host_key(told["host"], told["port"])
            click.echo(f"{told['host']} shows the key {told['host_key']}; compare it with what the operator says")
        password = os.environ.get("SIMCARE_DROP_PASSWORD") or getpass.getpass("Password: ")
        drop = drops.add_drop(setup=drops.Setup(password=password, **told), by="command line", at=clock.now())
    except SimcareError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{drop.name} is looked into every {drop.every_seconds} seconds")


@command.command("list")
def list_() -> None:
    """Every drop with what came of its last look."""
    from simcare.usage.queries.drops import list_drops

    for drop in list_drops():
        state = drop.trouble or "well" if drop.is_on else "off"
        looked = f"{drop.looked_at:%Y-%m-%d %H:%M} UTC" if drop.looked_at else "never"
        where = f"{drop.protocol}://{drop.user}@{drop.host}:{drop.port}/{drop.folder}"
        click.echo(f"{drop.name}: {where}; {drop.fetched_count} fetched, looked {looked}: {state}")


@command.command()
@click.argument("name")
@click.argument("state", type=click.Choice(["on", "off"]))
def switch(name: str, state: str) -> None:
    """Look into the drop NAME again, or no longer."""
    from simcare.kernel import clock
    from simcare.kernel.errors import SimcareError
    from simcare.usage.actions.drops import switch_drop

    try:
        switch_drop(name=name, is_on=state == "on", by="command line", at=clock.now())
    except SimcareError as refusal:
        raise click.ClickException(str(refusal)) from refusal
