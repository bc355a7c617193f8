"""Merge, take out again, split, put back. See `models.merges`: nothing moves when tickets are merged."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from simcare.clocks import actions as clocks
from simcare.kernel import audit
from simcare.messaging.actions.threads import adopt, open_beside
from simcare.messaging.models import Message
from simcare.support.actions import promises
from simcare.support.actions.states import put_state, show
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import (
    AccountsDiffer,
    AlreadyMerged,
    GathersOthers,
    IsSpam,
    NothingToSplit,
    NotMerged,
    SameTicket,
    TwoCorrespondents,
)
from simcare.support.models import Entry, Merge, Party, Split, Ticket, TicketCard, TicketTag
from simcare.support.queries.wholes import parts_of, whole_of
from simcare.support.rules.wholes import accounts_agree
from simcare.support.values import EntryKind, TicketState

SNIPPET_CHARACTERS = 160
OPENED_BY_SPLIT = "split"
PUT_BACK = "put back"


def check_merge(part: Ticket, whole: Ticket) -> None:
    """Raises what stands against making the one part of the other."""
    if part.id == whole_of(whole):
        raise SameTicket
    if part.state == TicketState.MERGED:
        raise AlreadyMerged
    if TicketState.SPAM in (part.own, whole.own):
        raise IsSpam
    if part.thread_id is None or part.gathers or part.children.exists():
        raise GathersOthers
    if not accounts_agree(ticket.account_id for ticket in (*parts_of(part), *parts_of(whole))):
        raise AccountsDiffer


@transaction.atomic
def merge(*, part_id: int, whole_id: int, by: str, at: datetime) -> Ticket:
    """Make a ticket part of another, or of the whole that the other is part of, which is returned.

    One that was split off from that very whole is put back.
    """
    part, whole = _locked(part_id, whole_id)
    check_merge(part, whole)
    split = Split.objects.filter(taken=part).select_related("origin").first()
    if split and whole_of(split.origin) == whole_of(whole):
        return put_back(ticket_id=part.id, by=by, at=at)
    return _join(Merge(part=part, whole_id=whole_of(whole), account_id=part.account_id, at=at, by=by))


@transaction.atomic
def unmerge(*, part_id: int, by: str, at: datetime) -> Ticket:
    """Take a part out of its whole: a ticket of its own again, with all that has come for it. Raises NotMerged."""
    part = get_ticket(part_id, lock=True)
    before = whole_of(part)
    merge = Merge.objects.filter(part=part, undone_at=None).select_for_update().first()
    if merge is None:
        raise NotMerged
    Merge.objects.filter(id=merge.id).update(undone_at=at, undone_by=by)
    for number in (before, part.id):
        show(number)
    if merge.state_before and not _heard_first(part):
        clocks.restore(subject=part.key, why=PUT_BACK, at=at)
        put_state(get_ticket(part.id), merge.state_before)
    said: dict[str, object] = {"part": part.id, "whole": before}
    for number in (before, part.id):
        add_entry(get_ticket(number), kind=EntryKind.ACTION, text="unmerged", data=said, by=by, at=at)
    _record("ticket.unmerged", part, said, by, at)
    return get_ticket(part_id)


@transaction.atomic
def split(
    *, ticket_id: int, entry_ids: Iterable[int], iccids: Iterable[str] = (), subject: str = "", by: str, at: datetime
) -> Ticket:
    """Make a ticket of some entries and cards of another, to the same person and with the same promises.

    Answers to mails sent before still arrive at the old ticket; what is written from now on has its own thread.
    """
    whole = get_ticket(ticket_id, lock=True)
    entries = list(
        Entry.objects.filter(
            id__in=list(entry_ids),
            ticket_id__in=[part.id for part in parts_of(whole)],
            kind__in=(EntryKind.MESSAGE, EntryKind.NOTE),
        ).order_by("at", "id")
    )
    origin = _origin(entries)
    taken = _beside(origin, entries, subject, at)
    Entry.objects.filter(id__in=[entry.id for entry in entries]).update(ticket=taken)
    TicketCard.objects.filter(ticket=origin, iccid__in=list(iccids)).update(ticket=taken)
    Split.objects.create(origin=origin, taken=taken, account_id=taken.account_id, at=at, by=by)
    _promise(origin, taken, at)
    said: dict[str, object] = {"taken": taken.id, "origin": origin.id}
    for ticket in (origin, taken):
        add_entry(ticket, kind=EntryKind.ACTION, text="split", data=said, by=by, at=at)
    _record("ticket.split", taken, said, by, at)
    return get_ticket(taken.id)


@transaction.atomic
def put_back(*, ticket_id: int, by: str, at: datetime) -> Ticket:
    """Undo a split: what was taken is read in the old ticket again, with what has come since.

    It belongs to the old ticket itself: should that one be taken out of a whole, what was put back goes along.
    Raises NotMerged; SameTicket while the old ticket is part of this one.
    """
    taken = get_ticket(ticket_id, lock=True)
    split = Split.objects.filter(taken=taken).select_related("origin").first()
    if split is None:
        raise NotMerged
    if taken.state == TicketState.MERGED:
        raise AlreadyMerged
    if whole_of(split.origin) == taken.id:
        raise SameTicket
    heard = _heard_first(taken)
    state_before = "" if heard else taken.own
    clocks.withdraw(subject=taken.key, opened_by=OPENED_BY_SPLIT, why=PUT_BACK, at=at)
    if heard:
        _promise_next(taken, heard.at, by)
    else:
        put_state(taken, TicketState.SOLVED)  # nobody waits for it: the old ticket shows its own state again
    get_ticket(whole_of(split.origin), lock=True)
    merge = Merge(part=taken, whole=split.origin, account_id=taken.account_id, at=at, by=by)
    merge.puts_back, merge.state_before = True, state_before
    return _join(merge)


def _join(merge: Merge) -> Ticket:
    merge.save(force_insert=True)
    what = "put_back" if merge.puts_back else "merged"
    part = get_ticket(merge.part_id)
    whole_id = whole_of(merge.whole)
    show(whole_id)
    said: dict[str, object] = {"part": part.id, "whole": whole_id}
    add_entry(part, kind=EntryKind.ACTION, text=what, data=said, by=merge.by, at=merge.at)
    _record(f"ticket.{what}", part, said, merge.by, merge.at)
    return get_ticket(whole_id)


def _locked(*numbers: int) -> list[Ticket]:
    """These tickets, locked in the order of their numbers, so that two people never wait for each other."""
    locked = {number: get_ticket(number, lock=True) for number in sorted(set(numbers))}
    return [locked[number] for number in numbers]


def _origin(entries: Sequence[Entry]) -> Ticket:
    """The one ticket that entries to split off belong to."""
    origins = {entry.ticket_id for entry in entries}
    if len(origins) > 1:
        raise TwoCorrespondents
    messages = Entry.objects.filter(ticket_id__in=origins, kind=EntryKind.MESSAGE)
    taken = [entry for entry in entries if entry.kind == EntryKind.MESSAGE]
    if not taken or len(taken) >= messages.count():
        raise NothingToSplit
    origin = get_ticket(origins.pop(), lock=True)
    if origin.own == TicketState.SPAM:
        raise IsSpam
    return origin


def _beside(origin: Ticket, entries: Sequence[Entry], subject: str, at: datetime) -> Ticket:
    """A new ticket of the same people; its people may be corrected without touching the old one's."""
    assert origin.thread is not None, "what was said was said in a thread"
    first = next(entry.message for entry in entries if entry.message)
    title = subject.strip() or first.subject or origin.subject
    thread = open_beside(origin.thread, subject=title, at=at)
    taken = Ticket.objects.create(
        account_id=origin.account_id,
        thread=thread,
        channel=origin.channel,
        category=origin.category,
        subject=title,
        snippet=" ".join((first.reply_text or first.text).split())[:SNIPPET_CHARACTERS],
        language=origin.language,
        answer_language=origin.answer_language,
        standing=origin.standing,
        assignee_id=origin.assignee_id,
        opened_at=first.at,
        changed_at=at,
        policy_versions=origin.policy_versions,
    )
    for party in Party.objects.filter(ticket=origin).order_by("id"):
        party.pk, party.ticket = None, taken
        party.save(force_insert=True)
    TicketTag.objects.bulk_create(
        TicketTag(ticket=taken, account_id=taken.account_id, name=tag.name, at=at, by=tag.by)
        for tag in TicketTag.objects.filter(ticket=origin).order_by("id")
    )
    adopt([(thread, f"#{taken.id}", taken.account_id)])
    return taken


def _promise(origin: Ticket, taken: Ticket, at: datetime) -> None:
    """What is promised on the old ticket is promised on the new one too; where nothing is, a response from now on."""
    if not clocks.copy_running(subject=origin.key, to=taken.key):
        _promise_next(taken, at, OPENED_BY_SPLIT)


def _promise_next(ticket: Ticket, at: datetime, by: str) -> None:
    if not any(clocks.is_running(ticket.key, kind) for kind in ("first", "next")):
        promises.promise(ticket, "next", by=by, at=at)


def _heard_first(taken: Ticket) -> Message | None:
    """What the person wrote first to the ticket's own thread, even where it was split off from there since."""
    return Message.objects.filter(thread=taken.thread_id, direction="in").order_by("id").first()


def _record(what: str, ticket: Ticket, said: dict[str, object], by: str, at: datetime) -> None:
    audit.record(what, by=by, at=at, subject=ticket.key, account_id=ticket.account_id, after=said)
