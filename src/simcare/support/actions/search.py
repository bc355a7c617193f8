"""The search text of tickets is made anew: after a change by a reaction, for all by `simcare search rebuild`."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from simcare.kernel import progress
from simcare.kernel.models import Work
from simcare.messaging.queries import threads
from simcare.support.models import Entry, Party, Ticket, TicketCard, TicketTag
from simcare.support.rules.search.documents import Document, Said, document

KIND: Final = "search.rebuild"
AT_ONCE: Final = 200


@transaction.atomic
def keep_texts(*, ticket_ids: Iterable[int]) -> int:
    """Make the search texts of these tickets follow from what they hold now. Repeatable."""
    documents = [document(said) for said in _said(sorted(set(ticket_ids)))]
    write(documents)
    return len(documents)


def write(documents: Sequence[Document]) -> None:
    """Put rows into the index, each in the place of its ticket's earlier one."""
    rows = [
        {"ticket": each.ticket_id, "head": sorted(each.head), "words": sorted(each.words), "names": each.names}
        for each in documents
    ]
    spelled = sorted({word for each in documents for word in each.name_words})  # in one order: writers never cross
    with connection.cursor() as cursor:
        cursor.execute("SELECT support_keep_search(%s::jsonb)", [json.dumps(rows, ensure_ascii=False)])
        cursor.execute("SELECT support_keep_name_words(%s)", [spelled])


def begin_rebuild(*, by: str, at: datetime) -> Work:
    """A rebuild of the whole index; one that was stopped or killed is taken up where it stood."""
    stopped = Work.objects.filter(kind=KIND, finished_at=None).order_by("-id").first()
    if stopped is not None:
        Work.objects.filter(id=stopped.id).update(stop_wanted=False)
        return stopped
    return progress.begin(KIND, by=by, at=at, total=Ticket.objects.count())


def rebuild_more(work: Work) -> bool:
    """One step of a rebuild, kept with its place; False when nothing is left."""
    last: int = work.cursor or 0
    with transaction.atomic():
        ids = list(Ticket.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:AT_ONCE])
        keep_texts(ticket_ids=ids)
        progress.advance(work, done=work.done + len(ids), cursor=ids[-1] if ids else last)
    return len(ids) == AT_ONCE


def _said(ticket_ids: Sequence[int]) -> list[Said]:
    tickets = Ticket.objects.filter(id__in=ticket_ids).defer("policy_versions").order_by("id")
    names: dict[int, list[str]] = defaultdict(list)
    texts: dict[int, list[str]] = defaultdict(list)
    tags: dict[int, list[str]] = defaultdict(list)
    files: set[int] = set()
    for party in Party.objects.filter(ticket_id__in=ticket_ids).order_by("id"):
        names[party.ticket_id] += [party.name, party.email]
    for card in TicketCard.objects.filter(ticket_id__in=ticket_ids).order_by("id"):
        names[card.ticket_id].append(card.iccid)
    for tag in TicketTag.objects.filter(ticket_id__in=ticket_ids).order_by("id"):
        tags[tag.ticket_id].append(tag.name)
    entries = list(Entry.objects.filter(ticket_id__in=ticket_ids).order_by("-at", "-id"))
    heard = threads.words_of([entry.message_id for entry in entries if entry.message_id])
    for entry in entries:
        said = heard.get(entry.message_id or 0)
        texts[entry.ticket_id] += [*said.texts] if said else ([entry.text] if entry.kind == "note" else [])
        if said and said.has_files:
            files.add(entry.ticket_id)
    return [
        _of_ticket(ticket, names[ticket.id], tags[ticket.id], texts[ticket.id], ticket.id in files)
        for ticket in tickets
    ]


def _of_ticket(ticket: Ticket, names: list[str], tags: list[str], texts: list[str], has_files: bool) -> Said:
    return Said(
        ticket_id=ticket.id,
        subject=ticket.subject,
        texts=[ticket.snippet, *texts],
        names=[name for name in (*names, *tags) if name],
        facts=[*facts_of(ticket, tags), *([("has", "file")] if has_files else [])],
        opened_at=ticket.opened_at,
    )


def facts_of(ticket: Ticket, tags: Iterable[str] = ()) -> list[tuple[str, object]]:
    """The conditions that a ticket with these tags fits."""
    facts: list[tuple[str, object]] = [
        ("is", ticket.state),
        ("is", "assigned" if ticket.assignee_id else "unassigned"),
        ("lang", ticket.language),
        ("in", ticket.channel),
        ("category", ticket.category),
        ("queue", ticket.queue),
        ("account", ticket.account_id or 0),
        *(("tag", tag) for tag in tags),
    ]
    return facts + ([("is", "snoozed")] if ticket.snoozed_until else [])
