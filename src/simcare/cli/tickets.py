"""`simcare tickets`: the inbox on the command line."""

import json

import click

VIEWS = ("open", "unassigned", "overdue", "waiting", "snoozed", "solved", "all")


@click.group()
def command() -> None:
    """List tickets, or show one whole."""
    from simcare.kernel.boot import boot

    boot(scope="provider")


@command.command("list")
@click.option("--view", type=click.Choice(VIEWS), default="all", show_default=True)
@click.option("--search", "words", default="", help="words of the subject, a person, a card or a number")
@click.option("--limit", default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line")
def list_(view: str, words: str, limit: int, as_json: bool) -> None:
    """Tickets, the nearest promise first."""
    from simcare.kernel import clock
    from simcare.support.queries.filters import TicketFilter
    from simcare.support.queries.lists import list_tickets

    for line in list_tickets(TicketFilter(view=view, words=words), at=clock.now(), limit=limit).lines:
        requester = line.requester.email if line.requester else ""
        if as_json:
            told = {
                "number": line.id,
                "state": line.state,
                "category": line.category,
                "subject": line.subject,
                "from": requester,
                "cards": list(line.iccids),
                "verdict": line.liable or None,
                "due_at": line.due_at.isoformat() if line.due_at else None,
            }
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            due = f"{line.due_at:%d %b %H:%M} UTC" if line.due_at else "no promise"
            click.echo(f"#{line.id:<6} {line.state:<8} {due:<16} {requester:<36} {line.subject}")


@command.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="on one line, for machines")
def show(number: int, as_json: bool) -> None:
    """One ticket: people, cards, verdict, answer, messages."""
    from simcare.support.errors import NoSuchTicket
    from simcare.support.queries.tickets import as_json as told
    from simcare.support.queries.tickets import get_view

    try:
        view = told(get_view(number))
    except NoSuchTicket as missing:
        raise click.ClickException(str(missing)) from missing
    click.echo(json.dumps(view, ensure_ascii=False, indent=None if as_json else 2))
