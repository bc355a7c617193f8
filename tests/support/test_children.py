"""Parent and children: new tickets link themselves, and one update reaches every child exactly once."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest

from simcare.accounts.actions import open_account
from simcare.cards.actions.stock import add_card, assign
from simcare.cards.models import Card, Product
from simcare.messaging.models import Message, Thread
from simcare.support.actions import children, merges, tickets, updates
from simcare.support.errors import NamesOneCard, NobodyToTell, NoEnglishText, NotAParent
from simcare.support.models import Entry, Ticket, UpdateCopy
from simcare.support.queries.children import candidates_for, family_of, progress_of
from simcare.support.values import Standing
from tests.support.desk import ICCIDS, at, card, heard, opened

BY = "jo@simcare.example"


def _cards(count: int) -> list[Card]:
    account = open_account(name="One", by="t", at=at(0))
    product = Product.objects.create(code="p", name="P", apn="a")
    made = [add_card(iccid=iccid, product=product, platform="soracom", at=at(0)) for iccid in ICCIDS[:count]]
    for one in made:
        assign(card=one, account=account, by="t", at=at(0))
    return made


@pytest.mark.django_db
@pytest.mark.usefixtures("provider")
class TestFamily:
    def test_a_new_ticket_about_an_affected_card_joins_by_itself_and_others_do_not(self) -> None:
        one, two = _cards(2)
        early = opened("e@one.example", at(0), iccids=(one.iccid,))
        parent = children.open_incident(subject="Outage", card_ids=[one.id], incident_id=7, by="desk", at=at(1))
        assert children.open_incident(subject="Outage", card_ids=[one.id], incident_id=7, by="d", at=at(1)) == parent
        about, other = (opened(f"{card.id}@one.example", at(2), iccids=(card.iccid,)) for card in (one, two))
        for ticket in (about, other, parent):
            children.join_parent(ticket_id=ticket.id, at=at(3))
            children.join_parent(ticket_id=ticket.id, at=at(3))
        assert [child.id for child in family_of(parent).children] == [about.id]
        assert [ticket.id for ticket in candidates_for(parent)] == [early.id]
        assert children.attach_children(parent_id=parent.id, ticket_ids=[early.id, about.id], by=BY, at=at(4)) == 1
        assert family_of(parent).total == 2
        children.detach_child(ticket_id=about.id, by=BY, at=at(5))
        assert family_of(parent).total == 1

    def test_the_end_of_an_incident_opens_its_ticket_for_the_last_words_and_gathers_no_more(self) -> None:
        (one,) = _cards(1)
        parent = children.open_incident(subject="Outage", card_ids=[one.id], incident_id=7, by="desk", at=at(1))
        before, after = (opened(f"{name}@one.example", at(2), iccids=(one.iccid,)) for name in ("before", "after"))
        children.join_parent(ticket_id=before.id, at=at(2))
        tickets.wait(ticket_id=parent.id, reason="operator", by=BY, at=at(3))
        for _delivery in range(2):
            children.end_incident(incident_id=7, by="desk", at=at(4))
        said = Entry.objects.filter(ticket=parent, text="incident_over")
        assert [entry.data for entry in said] == [{"number": 1}]
        assert Ticket.objects.get(id=parent.id).state == "open"
        children.join_parent(ticket_id=after.id, at=at(5))
        assert [child.id for child in family_of(parent).children] == [before.id]

    def test_the_end_of_an_incident_without_waiting_children_solves_its_ticket(self) -> None:
        parent = children.open_incident(subject="Outage", card_ids=[], incident_id=7, by="desk", at=at(1))
        children.end_incident(incident_id=8, by="desk", at=at(2))
        assert Ticket.objects.get(id=parent.id).state == "open"
        children.end_incident(incident_id=7, by="desk", at=at(2))
        assert Ticket.objects.get(id=parent.id).state == "solved"

    def test_there_is_one_level_of_children(self) -> None:
        a, b, c = (opened(f"{name}@one.example", at(0)) for name in "abc")
        children.attach_children(parent_id=a.id, ticket_ids=[b.id], by=BY, at=at(1))
        for parent, child in ((b, c), (c, a), (a, a)):
            with pytest.raises(NotAParent):
                children.attach_children(parent_id=parent.id, ticket_ids=[child.id], by=BY, at=at(2))

    def test_each_child_is_told_in_its_language_and_english_says_that_it_is(self) -> None:
        parent = children.open_incident(subject="Outage", card_ids=[], by=BY, at=at(0))
        languages = ("de", "zh", "ja", "ko", "en")
        kids = [opened(f"{each}@one.example", at(1), language=each) for each in languages]
        children.attach_children(parent_id=parent.id, ticket_ids=[kid.id for kid in kids], by=BY, at=at(2))
        texts = {"en": "It is over.", "de": "Es ist vorbei.", "zh-hans": "已恢复。"}
        update = updates.write_update(parent_id=parent.id, texts=texts, solves=True, key="u", by=BY, at=at(3))
        while updates.write_copies(at=at(4)):
            pass
        said = {message.to[0][:2]: message.text for message in Message.objects.filter(direction="out")}
        assert (said["de"], said["zh"], said["en"], said["ko"]) == (
            "Es ist vorbei.",
            "已恢复。",
            "It is over.",
            "It is over.",
        )
        assert said["ja"].startswith("このお知らせは英語です")
        assert said["ja"].endswith("It is over.")
        progress = progress_of(update)
        assert (progress.written, progress.in_english, progress.state) == (5, 1, "done")
        assert {Ticket.objects.get(id=kid.id).state for kid in kids} == {"solved"}

    def test_an_update_can_be_stopped_and_resumed_and_is_written_once_for_a_key(self) -> None:
        parent, kids = _family(5)
        update = updates.write_update(parent_id=parent.id, texts={"en": "Hi"}, key="u", by=BY, at=at(3))
        assert updates.write_update(parent_id=parent.id, texts={"en": "Hi"}, key="u", by=BY, at=at(3)) == update
        assert updates.write_copies(at=at(4), limit=2) == 2
        updates.stop_update(update_id=update.id, by=BY, at=at(5))
        assert updates.write_copies(at=at(6)) == 0
        assert (progress_of(update).waiting, _progress(parent)) == (3, "stopped")
        updates.resume_update(update_id=update.id, by=BY, at=at(7))
        assert updates.write_copies(at=at(8)) == 3
        assert Message.objects.filter(direction="out").count() == len(kids)

    def test_what_cannot_be_said_to_all_is_refused_before_anybody_is_told(self) -> None:
        parent, _ = _family(1)
        lonely = children.open_incident(subject="Nobody", card_ids=[], by=BY, at=at(0))
        for refusal, told in (
            (NoEnglishText, {"texts": {"de": "Hallo"}}),
            (NoEnglishText, {"texts": {}}),
            (NamesOneCard, {"texts": {"en": f"Card {ICCIDS[0]} is back."}}),
        ):
            with pytest.raises(refusal):
                updates.write_update(parent_id=parent.id, key="u", by=BY, at=at(3), **told)
        with pytest.raises(NobodyToTell):
            updates.write_update(parent_id=lonely.id, texts={"en": "Hi"}, key="v", by=BY, at=at(3))
        assert not UpdateCopy.objects.exists()

    def test_a_merged_child_is_told_in_its_own_thread_and_not_the_ticket_it_is_part_of(self) -> None:
        parent, (kid,) = _family(1)
        other = opened("other@two.example", at(2))
        merges.merge(part_id=kid.id, whole_id=other.id, by=BY, at=at(3))
        updates.write_update(parent_id=parent.id, texts={"en": "Hi"}, solves=True, key="u", by=BY, at=at(4))
        updates.write_copies(at=at(5))
        assert [message.to for message in Message.objects.filter(direction="out")] == [["0@one.example"]]
        assert Ticket.objects.get(id=other.id).state == "open"

    def test_spam_among_the_children_is_not_told(self) -> None:
        parent, kids = _family(2)
        from simcare.support.actions.senders import mark_spam

        mark_spam(ticket_id=kids[0].id, by=BY, at=at(3))
        update = updates.write_update(parent_id=parent.id, texts={"en": "Hi"}, key="u", by=BY, at=at(4))
        assert progress_of(update).total == 1


def _progress(parent: Ticket) -> str:
    return family_of(parent).updates[0].state


def _family(count: int) -> tuple[Ticket, list[Ticket]]:
    parent = children.open_incident(subject="Outage", card_ids=[], by=BY, at=at(0))
    threads = Thread.objects.bulk_create(
        Thread(correspondent=f"{number}@one.example", subject="Help", opened_at=at(1)) for number in range(count)
    )
    openings = [
        tickets.Opening(
            message=heard(thread, "Off", at(1)),
            account_id=None,
            category="network",
            subject="Help",
            snippet="Off",
            language="en",
            answer_language="en",
            standing=Standing.VERIFIED,
            parties=[],
            cards=[card(ICCIDS[0])],
        )
        for thread in threads
    ]
    kids = tickets.open_tickets(openings=openings, by="desk", at=at(1))
    children.attach_children(parent_id=parent.id, ticket_ids=[kid.id for kid in kids], by=BY, at=at(2))
    return parent, kids


WRITER = """
from simcare.kernel.boot import boot
boot(scope="provider")
from simcare.kernel import clock
from simcare.support.actions.updates import write_copies
while write_copies(at=clock.now()):
    pass
"""


def _write_until_killed(point: str | None) -> int:
    """Another process writes copies; it dies where the point says, as by kill -9."""
    from django.db import connection

    database = connection.settings_dict
    user, password = quote(database["USER"]), quote(database["PASSWORD"])
    url = f"postgres://{user}:{password}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, **({"SIMCARE_KILL_POINT": point} if point else {})}
    return subprocess.run([sys.executable, "-c", WRITER], env=environment, check=False).returncode


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("journeys")
@pytest.mark.parametrize(
    ("count", "steps"), [(250, (1, 2, 3)), pytest.param(1_000, (1, 7, 13), marks=pytest.mark.long)]
)
def test_one_update_to_many_children_is_written_exactly_once_each_through_kills(
    policies: None, count: int, steps: tuple[int, ...]
) -> None:
    from simcare.kernel.tenancy import acting_as_provider

    with acting_as_provider():
        parent, kids = _family(count)
        update = updates.write_update(parent_id=parent.id, texts={"en": "Hi"}, key="u", by=BY, at=at(3))
    deaths = [_write_until_killed(f"support.updates.before_commit:{step}") for step in steps]
    assert deaths == [-9, -9, -9], "each was really killed"
    with acting_as_provider():
        assert 0 < progress_of(update).waiting < count, "some work was done and some was lost"
    assert _write_until_killed(None) == 0
    with acting_as_provider():
        said = Message.objects.filter(direction="out").values_list("thread__correspondent", "message_id")
        assert len(said) == count
        assert {person for person, _ in said} == {f"{number}@one.example" for number in range(count)}
        assert len({message_id for _, message_id in said}) == count
        assert progress_of(update).written == len(kids)
        assert Entry.objects.filter(kind="message", message__direction="out").count() == count
