"""Tickets of the account: the list, one with what was said, a new one, and more words on one."""

from typing import TYPE_CHECKING, Annotated, Final, cast

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Header, Path, Query
from ninja.responses import Status

from simcare.accounts.values import Scope
from simcare.api.v1 import shapes
from simcare.api.v1.answers import answers
from simcare.api.v1.door import ApiKey, caller
from simcare.api.v1.once import HEADER
from simcare.kernel import clock
from simcare.support.flows import asking
from simcare.support.queries import customers

if TYPE_CHECKING:
    from simcare.messaging.models import Message
    from simcare.support.models import Ticket
    from simcare.support.queries.lists import TicketLine

router = Router(tags=["tickets"])
MOST: Final = 100
CHANNEL: Final = "api"
Number = Annotated[int, Path(ge=1, le=shapes.LARGEST)]
OnceKey = Annotated[shapes.OnceKey, Header(alias=HEADER, description=shapes.ONCE)]


@router.get("/tickets", response=answers(shapes.TicketPage), auth=ApiKey(Scope.TICKETS_READ), url_name="tickets")
def list_tickets(
    request: HttpRequest,
    state: Annotated[shapes.TicketState | None, Query()] = None,
    cursor: Annotated[int | None, Query(ge=1, le=shapes.LARGEST)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> shapes.TicketPage:
    """The tickets of the account, the newest first."""
    lines = customers.page_of_account(caller(request).account_id, state=state or "", before=cursor, size=limit + 1)
    shown = lines[:limit]
    following = str(shown[-1].id) if len(lines) > limit else None
    return shapes.TicketPage(items=[_ticket(line) for line in shown], next_cursor=following)


@router.get(
    "/tickets/{number}", response=answers(shapes.TicketWhole, 404), auth=ApiKey(Scope.TICKETS_READ), url_name="ticket"
)
def get_ticket(request: HttpRequest, number: Number) -> shapes.TicketWhole:
    """One ticket with what was said between you and the desk; a merged one is told as the ticket it is part of."""
    return _whole(customers.get_ticket_of(caller(request).account_id, number))


@router.post(
    "/tickets",
    response=answers(shapes.TicketWhole, status=201),
    auth=ApiKey(Scope.TICKETS_WRITE),
    url_name="tickets",
)
def open_ticket(request: HttpRequest, asked: shapes.NewTicket, idempotency_key: OnceKey) -> Status[shapes.TicketWhole]:
    """Ask the desk. Its promises run from now on; the answer goes by mail to who asks, and stands in the ticket."""
    key = caller(request)
    ticket = asking.ask(
        account_id=key.account_id,
        email=asked.email or key.email,
        subject=asked.subject,
        text=asked.text,
        iccids=[iccid.upper() for iccid in asked.iccids],
        channel=CHANNEL,
        by=f"key:{key.id}",
        at=clock.now(),
    )
    return Status(201, _whole(ticket))


@router.post(
    "/tickets/{number}/messages",
    response=answers(shapes.TicketWhole, 404, 409, status=201),
    auth=ApiKey(Scope.TICKETS_WRITE),
    url_name="messages",
)
def add_message(
    request: HttpRequest,
    number: Number,
    said: shapes.NewMessage,
    idempotency_key: OnceKey,
) -> Status[shapes.TicketWhole]:
    """Say more on a ticket; a solved one is opened again."""
    key = caller(request)
    ticket = asking.ask_on(
        account_id=key.account_id,
        number=number,
        email=said.email or key.email,
        text=said.text,
        by=f"key:{key.id}",
        at=clock.now(),
    )
    return Status(201, _whole(ticket))


def _whole(ticket: "Ticket") -> shapes.TicketWhole:
    said = [_message(message) for message in customers.conversation_of(ticket)]
    return shapes.TicketWhole(**_ticket(customers.line_of(ticket)).model_dump(), messages=said)


def _ticket(line: "TicketLine") -> shapes.Ticket:
    return shapes.Ticket(
        number=line.id,
        subject=line.subject,
        state=cast("shapes.TicketState", line.state),
        category=line.category,
        language=line.language,
        iccids=list(line.iccids),
        opened_at=line.opened_at,
        changed_at=line.changed_at,
        answer_due_at=line.due_at,
    )


def _message(message: "Message") -> shapes.Message:
    return shapes.Message(
        id=message.id,
        at=message.at,
        side="customer" if message.direction == "in" else "desk",
        email=message.sender_email,
        subject=message.subject,
        text=message.reply_text or message.text,
    )
