"""After solving, the person is asked once whether he was helped, and answers by a link without signing in.

Asked is only a verified customer, at most once per ticket and within the days of the policy; never for spam, never
while a whole is still open. A link is read without recording anything, for mail scanners open links too.
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction

from simcare.kernel import audit, outbox, policy
from simcare.messaging.actions.outgoing import Draft, write
from simcare.messaging.errors import MessagingError
from simcare.messaging.queries import threads
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.events import SatisfactionAnswered
from simcare.support.models import Entry, SatisfactionQuestion, Ticket
from simcare.support.queries.satisfaction import SALT, get_question
from simcare.support.rules.notices import satisfaction_question
from simcare.support.values import EntryKind, Score, Standing, TicketState

POLICY: Final = "satisfaction"
MOST_CHARACTERS: Final = 2_000


@transaction.atomic
def ask(*, ticket_id: int, at: datetime) -> SatisfactionQuestion | None:
    """Ask the person of a solved ticket; None where nobody may be asked. Repeatable."""
    ticket = get_ticket(ticket_id, lock=True)
    if known := SatisfactionQuestion.objects.filter(ticket=ticket).first():
        return known
    terms = policy.terms(POLICY, at).values
    if not terms["asks"] or not _may_be_asked(ticket, at - timedelta(days=terms["days_between"])):
        return None
    assert ticket.thread_id is not None, "somebody wrote it"
    thread = threads.get_thread(ticket.thread_id)
    question = SatisfactionQuestion.objects.create(
        ticket=ticket,
        account_id=ticket.account_id,
        email=thread.correspondent,
        language=ticket.answer_language,
        asked_at=at,
    )
    links = {str(score): f"{settings.SIMCARE_ORIGIN}/s/{token_of(question)}/?score={score}" for score in Score}
    subject, text = satisfaction_question(
        ticket.answer_language, number=ticket.id, links=links, desk=settings.SIMCARE_DESK_NAME
    )
    draft = Draft(text=text, language=ticket.answer_language, subject=subject, automatic=True)
    try:
        with transaction.atomic():
            send_at = at + timedelta(minutes=terms["minutes_after"])
            message = write(
                thread=thread, draft=draft, key=f"satisfaction:{ticket.id}", by="desk", at=at, send_at=send_at
            )
    except MessagingError:  # too many automatic mails, or an address that is suppressed: nobody is asked
        question.delete()
        return None
    SatisfactionQuestion.objects.filter(id=question.id).update(message=message)
    Entry.objects.get_or_create(
        ticket=ticket,
        message=message,
        defaults={"account_id": ticket.account_id, "kind": EntryKind.MESSAGE, "at": at, "by": "desk"},
    )
    return question


@transaction.atomic
def answer(*, question_id: int, score: Score, comment: str, at: datetime) -> None:
    """The person says how it went; a later answer takes the place of the first. Raises LinkIsOver."""
    question = get_question(question_id)
    said = comment.strip()[:MOST_CHARACTERS]
    if (question.score, question.comment) == (score, said):
        return
    SatisfactionQuestion.objects.filter(id=question.id).update(score=score, comment=said, answered_at=at)
    ticket = get_ticket(question.ticket_id)
    data: dict[str, object] = {"score": str(score), "comment": said}
    add_entry(ticket, kind=EntryKind.ACTION, text="satisfaction", data=data, by=question.email, at=at)
    audit.record(
        "satisfaction.answered", by=question.email, at=at, subject=ticket.key, account_id=ticket.account_id, after=data
    )
    outbox.publish(
        SatisfactionAnswered(ticket_id=ticket.id, score=str(score)), subject=ticket.key, account_id=ticket.account_id
    )


def token_of(question: SatisfactionQuestion) -> str:
    """What the links carry: which question, and whose."""
    return signing.dumps({"q": question.id, "a": question.account_id}, salt=SALT)


def _may_be_asked(ticket: Ticket, since: datetime) -> bool:
    if ticket.standing != Standing.VERIFIED or ticket.account_id is None or ticket.thread is None:
        return False
    if ticket.state != TicketState.SOLVED:
        return False
    asked = SatisfactionQuestion.objects.filter(email=ticket.thread.correspondent, asked_at__gt=since)
    return not asked.exists()
