"""`simcare mailboxes`: what is fetched by IMAP."""

import getpass
import json
import os
import sys

import click

SECURITIES = ("tls", "starttls", "none")


@click.group()
def command() -> None:
    """Add, list and try the mailboxes that are fetched by IMAP."""
    from simcare.kernel.boot import boot

    boot(scope="provider")


@command.command()
@click.argument("name")
@click.option("--host", required=True, help="the IMAP server, such as imap.provider.example")
@click.option("--port", default=993, show_default=True)
@click.option("--security", type=click.Choice(SECURITIES), default="tls", show_default=True)
@click.option("--user", required=True)
@click.option("--folder", default="INBOX", show_default=True)
@click.option(
    "--move-to", "moved_to", default="", help="move taken mails into this folder instead of marking them seen"
)
@click.option("--authserv-id", default="", help="the server's name in Authentication-Results; verified senders need it")
@click.option("--token-url", default="", help="sign in by XOAUTH2: where the provider gives access tokens")
@click.option("--client-id", default="", help="with --token-url: who we are to the provider")
@click.option("--everything", is_flag=True, help="take also the mails that lie there already")
def add(**told: str | int | bool) -> None:
    """Fetch the mailbox NAME from now on.

    The password is asked for, or read from SIMCARE_MAILBOX_PASSWORD. With --token-url it is the refresh token, and
    SIMCARE_MAILBOX_CLIENT_SECRET may hold the client's secret.
    """
    from simcare.kernel import clock
    from simcare.kernel.errors import SimcareError
    from simcare.messaging.actions import mailboxes
    from simcare.messaging.flows.fetching import look_into

    client_secret = os.environ.get("SIMCARE_MAILBOX_CLIENT_SECRET", "")
    try:
        setup = mailboxes.Setup(password=_password(), client_secret=client_secret, **told)  # type: ignore[arg-type]  # click gave each its type
        added = mailboxes.add(setup=setup, by="command line", at=clock.now())
    except SimcareError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    look = look_into(mailbox_id=added.id)
    click.echo(f"mailbox {added.name} is number {added.id}: {look.trouble or f'{look.waiting_count} mails wait'}")


@command.command()
@click.argument("number", type=int)
def password(number: int) -> None:
    """Sign in to mailbox NUMBER with another password, or refresh token, from now on."""
    from simcare.kernel import clock
    from simcare.kernel.errors import SimcareError
    from simcare.messaging.actions import mailboxes

    try:
        mailboxes.change_password(mailbox_id=number, password=_password(), by="command line", at=clock.now())
    except SimcareError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("it is used from now on")


def _password() -> str:
    return os.environ.get("SIMCARE_MAILBOX_PASSWORD") or getpass.getpass("Password: ")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line")
def list_(as_json: bool) -> None:
    """Every mailbox with its state and lag."""
    from simcare.kernel import clock
    from simcare.messaging.queries import mailboxes

    at = clock.now()
    for each in mailboxes.list_mailboxes():
        told = {
            "number": each.id,
            "name": each.name,
            "host": f"{each.host}:{each.port}",
            "user": each.user,
            "folder": each.folder,
            "is_on": each.is_on,
            "taken": each.taken_count,
            "waiting": each.waiting_count,
            "lag_seconds": mailboxes.lag_seconds(each, at),
            "looked_at": each.looked_at.isoformat() if each.looked_at else None,
            "trouble": each.trouble,
        }
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            state = each.trouble or (f"lag {told['lag_seconds']} s" if each.is_on else "off")
            click.echo(f"{each.id:<4} {each.name:<20} {each.user:<32} {each.taken_count:>8} taken  {state}")


@command.command()
@click.argument("number", type=int, required=False)
def check(number: int | None) -> None:
    """Try a mailbox, or all of them; exit status 1 when one can't be opened."""
    from simcare.messaging.flows.fetching import look_into
    from simcare.messaging.queries.mailboxes import list_mailboxes

    chosen = [each for each in list_mailboxes() if number in (None, each.id)]
    if not chosen:
        raise click.ClickException("there is no such mailbox; `simcare mailboxes add` makes one")
    looks = [(each, look_into(mailbox_id=each.id)) for each in chosen]
    for each, look in looks:
        idle = "IDLE" if look.knows_idle else "no IDLE, it is asked every 20 s"
        click.echo(f"{each.name}: {look.trouble or f'well; {look.waiting_count} mails wait, {idle}'}")
    sys.exit(0 if all(look.is_well for _, look in looks) else 1)
