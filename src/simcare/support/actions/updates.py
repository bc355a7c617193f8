"""One update to all children of a ticket: written once, a copy for each child, in each one's language.

The copies are rows that wait; `write_copies` writes some of them with their message in one transaction, so that a
killed process neither loses nor doubles one, and a stop holds between any two.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from simcare.cards.queries import iccids_in
from simcare.kernel import audit, bell, outbox, points
from simcare.kernel.errors import SimcareError
from simcare.support.actions.answers import write_as_answer
from simcare.support.actions.states import put_state, touch
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import NamesOneCard, NobodyToTell, NoEnglishText
from simcare.support.models import Ticket, Update, UpdateCopy
from simcare.support.queries.children import unsolved_children
from simcare.support.rules.answers.catalogue import FALLBACK, LANGUAGES, language_for
from simcare.support.rules.notices import with_english_remark
from simcare.support.values import EntryKind, TicketState

AT_ONCE: Final = 25


@transaction.atomic
def write_update(
    *, parent_id: int, texts: Mapping[str, str], solves: bool = False, key: str, by: str, at: datetime
) -> Update:
    """Have every unsolved child told, and solved if it `solves`. The same key again is the first one.

    Raises NoEnglishText, NamesOneCard, NobodyToTell.
    """
    parent = get_ticket(parent_id, lock=True)
    if known := Update.objects.filter(key=key).first():
        return known
    said = {language: texts[language].strip() for language in LANGUAGES if texts.get(language, "").strip()}
    if FALLBACK not in said and (said or not solves):
        raise NoEnglishText
    if iccids_in(said.values()):
        raise NamesOneCard
    children = list(unsolved_children(parent.id).order_by("id"))
    if not children:
        raise NobodyToTell
    update = Update.objects.create(
        parent=parent, account_id=parent.account_id, texts=said, solves=solves, key=key, by=by, at=at
    )
    UpdateCopy.objects.bulk_create((_copy(update, child) for child in children), batch_size=1_000)
    data: dict[str, object] = {"update": update.id, "number": len(children), "solves": solves}
    add_entry(parent, kind=EntryKind.ACTION, text="update", data=data, by=by, at=at)
    audit.record("update.written", by=by, at=at, subject=parent.key, account_id=parent.account_id, after=data)
    bell.ring(outbox.CHANNEL)
    return update


@transaction.atomic
def stop_update(*, update_id: int, by: str, at: datetime) -> None:
    """No further child is told until somebody resumes it."""
    if Update.objects.filter(id=update_id, stopped_at=None).update(stopped_at=at, stopped_by=by):
        _record(update_id, "update.stopped", by, at)


@transaction.atomic
def resume_update(*, update_id: int, by: str, at: datetime) -> None:
    """The remaining children are told."""
    if Update.objects.filter(id=update_id).exclude(stopped_at=None).update(stopped_at=None, stopped_by=""):
        _record(update_id, "update.resumed", by, at)
        bell.ring(outbox.CHANNEL)


@transaction.atomic
def write_copies(*, at: datetime, limit: int = AT_ONCE) -> int:
    """Write some of the copies that wait; returns how many were tried. Several processes may call it at once."""
    waiting = UpdateCopy.objects.filter(done_at=None, update__stopped_at=None).order_by("id")
    copies = list(waiting.select_related("update", "ticket")[:limit].select_for_update(skip_locked=True, of=("self",)))
    for copy in copies:
        _write(copy, at)
    for parent_id in {copy.update.parent_id for copy in copies}:
        touch(get_ticket(parent_id), at)
    points.reach("support.updates.before_commit")
    return len(copies)


def _copy(update: Update, child: Ticket) -> UpdateCopy:
    own = language_for(child.answer_language)
    language = own if own in update.texts else FALLBACK
    return UpdateCopy(
        update=update,
        ticket=child,
        account_id=child.account_id,
        language=language,
        said_in_english=bool(update.texts) and language != own,
    )


def _write(copy: UpdateCopy, at: datetime) -> None:
    update, ticket = copy.update, get_ticket(copy.ticket_id, lock=True)
    try:
        with transaction.atomic():
            if update.texts:
                text = update.texts[copy.language]
                own = language_for(ticket.answer_language)
                said = with_english_remark(text, own) if copy.said_in_english else text
                key = f"update:{update.id}:{ticket.id}"
                copy.message = write_as_answer(ticket, said, language=copy.language, key=key, by=update.by, at=at)
            if update.solves:
                put_state(ticket, TicketState.SOLVED)
                said_so: dict[str, object] = {"to": TicketState.SOLVED}
                add_entry(ticket, kind=EntryKind.ACTION, text="state", data=said_so, by=update.by, at=at)
    except SimcareError as refusal:
        copy.problem = str(refusal)[:500]
    copy.done_at = at
    copy.save(update_fields=["message", "problem", "done_at"])


def _record(update_id: int, what: str, by: str, at: datetime) -> None:
    parent = Update.objects.select_related("parent").get(id=update_id).parent
    audit.record(what, by=by, at=at, subject=parent.key, account_id=parent.account_id, after={"update": update_id})
    touch(parent, at)
