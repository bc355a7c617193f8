"""Merge, un-merge and split: a whole is worked on as one, parts are answered apart, and undoing restores exactly."""

import pytest

from simcare.accounts.actions import open_account
from simcare.clocks.queries.promises import running
from simcare.messaging.models import Message
from simcare.support.actions import answers, merges, tickets
from simcare.support.errors import (
    AccountsDiffer,
    AlreadyMerged,
    NothingToSplit,
    NotMerged,
    SameTicket,
    TellsForeignCard,
    TicketChanged,
    TwoCorrespondents,
)
from simcare.support.models import Entry, Ticket
from simcare.support.queries.filters import TicketFilter
from simcare.support.queries.lists import list_tickets
from simcare.support.queries.tickets import get_view
from tests.support.desk import ICCIDS, at, opened, wrote_again

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]

BY = "jo@simcare.example"


def _messages(ticket: Ticket, kind: str = "message") -> list[int]:
    return list(Entry.objects.filter(ticket=ticket, kind=kind).order_by("at", "id").values_list("id", flat=True))


def _waits(ticket: Ticket) -> bool:
    """Whether a response is promised to its person."""
    return running(ticket.key).filter(kind__in=("first", "next")).exists()


def _state(ticket: Ticket) -> str:
    return Ticket.objects.get(id=ticket.id).state


class TestMerge:
    def test_the_whole_shows_both_tickets_and_the_part_leaves_the_lists(self) -> None:
        one = opened("a@one.example", at(0), iccids=ICCIDS[:1])
        two = opened("b@two.example", at(5), iccids=ICCIDS[1:2])
        merges.merge(part_id=two.id, whole_id=one.id, by=BY, at=at(9))
        view = get_view(one.id)
        assert [party.email for party in view.parties] == ["a@one.example", "b@two.example"]
        assert [card.iccid for card in view.cards] == list(ICCIDS[:2])
        assert len([moment for moment in view.timeline if moment.message]) == 2
        assert [line.id for line in list_tickets(TicketFilter(view="all"), at=at(9)).lines] == [one.id]
        assert get_view(two.id).ticket.id == one.id, "the old number leads to the whole"

    def test_the_earliest_promise_survives_and_a_later_one_never_overrules_it(self) -> None:
        late, early = opened("a@one.example", at(60)), opened("b@two.example", at(0))
        due = {ticket.id: ticket.due_at for ticket in Ticket.objects.all()}
        merges.merge(part_id=early.id, whole_id=late.id, by=BY, at=at(90))
        assert Ticket.objects.get(id=late.id).due_at == due[early.id]
        wrote_again(late, at(95))
        assert Ticket.objects.get(id=late.id).due_at == due[early.id]
        merges.unmerge(part_id=early.id, by=BY, at=at(99))
        assert {ticket.id: ticket.due_at for ticket in Ticket.objects.all()} == due

    def test_a_reply_to_a_parts_thread_lands_on_the_whole_and_opens_it(self) -> None:
        one, two = opened("a@one.example", at(0)), opened("b@two.example", at(5))
        for ticket in (one, two):
            tickets.solve(ticket_id=ticket.id, by=BY, at=at(6))
        merges.merge(part_id=two.id, whole_id=one.id, by=BY, at=at(9))
        assert _state(one) == "solved"
        message = wrote_again(two, at(20))
        assert _state(one) == "open"
        assert message.id in [moment.message.id for moment in get_view(one.id).timeline if moment.message]
        merges.unmerge(part_id=two.id, by=BY, at=at(30))
        assert (_state(one), _state(two)) == ("solved", "open"), "the message was for the part alone"

    def test_an_answer_goes_to_the_chosen_person_and_keeps_the_promise_to_the_other_running(self) -> None:
        one, two = opened("a@one.example", at(0)), opened("b@two.example", at(5))
        merges.merge(part_id=two.id, whole_id=one.id, by=BY, at=at(9))
        sent = answers.send(ticket_id=two.id, text="Hello B", key="k1", by=BY, at=at(10))
        assert sent.to == ["b@two.example"]
        assert [_waits(ticket) for ticket in (one, two)] == [True, False]
        assert _state(one) == "open", "A still waits"
        answers.send(ticket_id=one.id, text="Hello A", key="k2", by=BY, at=at(11))
        assert _state(one) == "waiting"

    def test_one_answer_is_enough_for_a_person_who_asked_twice(self) -> None:
        one, two = opened("a@one.example", at(0)), opened("a@one.example", at(5))
        merges.merge(part_id=two.id, whole_id=one.id, by=BY, at=at(9))
        answers.send(ticket_id=two.id, text="Hello", key="k", by=BY, at=at(10))
        assert [_waits(ticket) for ticket in (one, two)] == [False, False]
        assert _state(one) == "waiting"

    def test_solving_the_whole_settles_every_part(self) -> None:
        one, two = opened("a@one.example", at(0)), opened("b@two.example", at(5))
        merges.merge(part_id=two.id, whole_id=one.id, by=BY, at=at(9))
        tickets.solve(ticket_id=one.id, by=BY, at=at(10))
        assert _state(one) == "solved"
        merges.unmerge(part_id=two.id, by=BY, at=at(11))
        assert (_state(one), _state(two)) == ("solved", "solved")

    def test_a_card_of_one_person_is_not_told_to_the_other(self) -> None:
        one = opened("a@one.example", at(0), iccids=ICCIDS[:1])
        two = opened("b@two.example", at(5), iccids=ICCIDS[1:2])
        merges.merge(part_id=two.id, whole_id=one.id, by=BY, at=at(9))
        spaced = f"Card {ICCIDS[0][:4]} {ICCIDS[0][4:]} is used up."
        with pytest.raises(TellsForeignCard, match=ICCIDS[0]):
            answers.send(ticket_id=two.id, text=spaced, key="k", by=BY, at=at(10))
        answers.send(ticket_id=one.id, text=spaced, key="k", by=BY, at=at(10))
        assert Message.objects.get(direction="out").to == ["a@one.example"]

    def test_what_anybody_on_the_whole_wrote_meanwhile_holds_an_answer_back(self) -> None:
        one, two = opened("a@one.example", at(0)), opened("b@two.example", at(5))
        merges.merge(part_id=two.id, whole_id=one.id, by=BY, at=at(9))
        seen = get_view(one.id).last_message_id
        wrote_again(one, at(10))
        with pytest.raises(TicketChanged):
            answers.send(ticket_id=two.id, text="Hello", key="k", by=BY, at=at(11), last_seen=seen)

    def test_who_may_not_be_one_is_told_why(self) -> None:
        first, second = (open_account(name=name, by="t", at=at(0)).id for name in ("One", "Two"))
        one = opened("a@one.example", at(0), account_id=first)
        two = opened("b@two.example", at(0), account_id=second)
        nobody = opened("c@three.example", at(0))
        with pytest.raises(AccountsDiffer):
            merges.merge(part_id=two.id, whole_id=one.id, by=BY, at=at(1))
        with pytest.raises(SameTicket):
            merges.merge(part_id=one.id, whole_id=one.id, by=BY, at=at(1))
        merges.merge(part_id=nobody.id, whole_id=one.id, by=BY, at=at(1))
        with pytest.raises(AlreadyMerged):
            merges.merge(part_id=nobody.id, whole_id=two.id, by=BY, at=at(1))
        with pytest.raises(AccountsDiffer):
            merges.merge(part_id=one.id, whole_id=two.id, by=BY, at=at(1))
        with pytest.raises(SameTicket):
            merges.merge(part_id=one.id, whole_id=nobody.id, by=BY, at=at(1))
        with pytest.raises(NotMerged):
            merges.unmerge(part_id=two.id, by=BY, at=at(1))


class TestSplit:
    def test_the_new_ticket_has_the_chosen_words_the_same_promise_and_a_thread_of_its_own(self) -> None:
        one = opened("a@one.example", at(0), iccids=ICCIDS[:2])
        wrote_again(one, at(5), ICCIDS[2:3])
        due = Ticket.objects.get(id=one.id).due_at
        taken = merges.split(
            ticket_id=one.id, entry_ids=_messages(one)[1:], iccids=ICCIDS[2:3], subject="Other", by=BY, at=at(9)
        )
        view = get_view(taken.id)
        assert (view.ticket.subject, view.ticket.due_at, view.ticket.state) == ("Other", due, "open")
        assert [card.iccid for card in view.cards] == [ICCIDS[2]]
        assert [card.iccid for card in get_view(one.id).cards] == list(ICCIDS[:2])
        sent = answers.send(ticket_id=taken.id, text="Hello", key="k", by=BY, at=at(10))
        assert (sent.thread_id, sent.to) == (taken.thread_id, ["a@one.example"])
        assert f"[#{taken.id}]" in sent.subject
        assert sent.in_reply_to, "it still answers the person's own mail"
        assert (_state(one), _state(taken)) == ("open", "waiting")

    def test_a_ticket_is_not_emptied_and_persons_are_not_mixed(self) -> None:
        one, two = opened("a@one.example", at(0)), opened("b@two.example", at(1))
        with pytest.raises(NothingToSplit):
            merges.split(ticket_id=one.id, entry_ids=_messages(one), by=BY, at=at(2))
        with pytest.raises(NothingToSplit):
            merges.split(ticket_id=one.id, entry_ids=_messages(two), by=BY, at=at(2))
        merges.merge(part_id=two.id, whole_id=one.id, by=BY, at=at(3))
        with pytest.raises(TwoCorrespondents):
            merges.split(ticket_id=one.id, entry_ids=_messages(one) + _messages(two), by=BY, at=at(4))

    def test_a_split_of_a_solved_ticket_promises_a_response_until_it_is_put_back(self) -> None:
        one = opened("a@one.example", at(0))
        wrote_again(one, at(1))
        answers.send(ticket_id=one.id, text="Done", key="k", by=BY, at=at(2))
        tickets.solve(ticket_id=one.id, by=BY, at=at(3))
        taken = merges.split(ticket_id=one.id, entry_ids=_messages(one)[:1], by=BY, at=at(9))
        assert (_state(taken), _waits(taken)) == ("open", True)
        merges.put_back(ticket_id=taken.id, by=BY, at=at(10))
        assert (_state(one), Ticket.objects.get(id=one.id).due_at) == ("solved", None)
        merges.unmerge(part_id=taken.id, by=BY, at=at(11))
        assert (_state(taken), _waits(taken)) == ("open", True)

    def test_what_was_put_back_goes_where_its_old_ticket_goes(self) -> None:
        one, two = opened("a@one.example", at(0)), opened("b@two.example", at(1))
        wrote_again(two, at(2))
        taken = merges.split(ticket_id=two.id, entry_ids=_messages(two)[1:], by=BY, at=at(3))
        merges.merge(part_id=two.id, whole_id=one.id, by=BY, at=at(4))
        merges.put_back(ticket_id=taken.id, by=BY, at=at(5))
        assert {part.id for part in get_view(one.id).parts} == {one.id, two.id, taken.id}
        merges.unmerge(part_id=two.id, by=BY, at=at(6))
        assert {part.id for part in get_view(two.id).parts} == {two.id, taken.id}
        assert {part.id for part in get_view(one.id).parts} == {one.id}

    def test_nothing_is_put_back_into_its_own_part(self) -> None:
        one = opened("a@one.example", at(0))
        wrote_again(one, at(1))
        taken = merges.split(ticket_id=one.id, entry_ids=_messages(one)[1:], by=BY, at=at(2))
        wrote_again(one, at(3))
        merges.merge(part_id=one.id, whole_id=taken.id, by=BY, at=at(4))
        with pytest.raises(SameTicket):
            merges.put_back(ticket_id=taken.id, by=BY, at=at(5))
        assert get_view(one.id).ticket.id == taken.id

    def test_who_wrote_to_a_split_is_waited_for_though_his_words_were_split_off_again(self) -> None:
        one = opened("a@one.example", at(0))
        wrote_again(one, at(1))
        answers.send(ticket_id=one.id, text="Hello", key="k", by=BY, at=at(2))
        first = merges.split(ticket_id=one.id, entry_ids=_messages(one)[1:2], by=BY, at=at(3))
        wrote_again(first, at(4))
        second = merges.split(ticket_id=first.id, entry_ids=_messages(first)[1:], by=BY, at=at(5))
        for taken in (second, first):
            merges.put_back(ticket_id=taken.id, by=BY, at=at(6))
        assert _state(one) == "open"
