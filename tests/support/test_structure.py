"""Links, tags, mentions, corrected people, spam, blocks, and the question after solving."""

from datetime import timedelta

import pytest

from simcare.accounts.actions import add_member, add_staff, open_account
from simcare.accounts.models import Account
from simcare.accounts.values import MemberRole, StaffRole
from simcare.cards.actions.stock import add_card, assign
from simcare.cards.models import Product
from simcare.clocks.models import Clock
from simcare.clocks.queries.promises import running
from simcare.kernel.models import AuditEntry, OutboxEvent
from simcare.messaging.models import Message, Thread
from simcare.support.actions import answers, links, merges, notes, parties, satisfaction, senders, tickets
from simcare.support.errors import (
    IsACustomersDomain,
    IsSpam,
    LinkedAlready,
    LinkIsOver,
    NoSuchTag,
    NotAnAddress,
    SameTicket,
)
from simcare.support.flows.complaint import let_in, receive
from simcare.support.models import Answer, Entry, Party, SatisfactionQuestion, Ticket, TicketCard
from simcare.support.queries.filters import TicketFilter
from simcare.support.queries.links import linked_to, tags_in_use, tags_of
from simcare.support.queries.lists import list_tickets
from simcare.support.queries.satisfaction import read_token, satisfaction_of
from simcare.support.queries.senders import list_held, list_shunned
from simcare.support.queries.tickets import get_view
from simcare.support.values import LinkKind, Score, Standing
from tests.support.desk import ICCIDS, at, heard, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]
BY = "jo@simcare.example"


def _state(ticket: Ticket) -> str:
    return Ticket.objects.get(id=ticket.id).state


class TestLinksAndTags:
    def test_a_link_is_seen_from_both_sides_and_made_once(self) -> None:
        one, two = opened("a@one.example", at(0)), opened("b@two.example", at(1))
        for _ in range(2):
            links.link(ticket_id=one.id, other_id=two.id, kind=LinkKind.DUPLICATE_OF, by=BY, at=at(2))
        assert [(found.ticket.id, found.kind, found.is_other_way) for found in linked_to([one])] == [
            (two.id, "duplicate_of", False)
        ]
        assert [(found.ticket.id, found.is_other_way) for found in linked_to([two])] == [(one.id, True)]
        with pytest.raises(LinkedAlready):
            links.link(ticket_id=two.id, other_id=one.id, kind=LinkKind.RELATES_TO, by=BY, at=at(3))
        links.unlink(ticket_id=two.id, other_id=one.id, by=BY, at=at(4))
        assert linked_to([one]) == []

    def test_a_ticket_is_not_linked_to_its_own_part(self) -> None:
        one, two = opened("a@one.example", at(0)), opened("b@two.example", at(1))
        merges.merge(part_id=two.id, whole_id=one.id, by=BY, at=at(2))
        with pytest.raises(SameTicket):
            links.link(ticket_id=one.id, other_id=two.id, kind=LinkKind.RELATES_TO, by=BY, at=at(3))

    def test_tags_are_found_counted_and_taken_off_the_whole(self) -> None:
        one, two = opened("a@one.example", at(0)), opened("b@two.example", at(1))
        links.tag(ticket_id=one.id, name="Needs refund", by=BY, at=at(2))
        links.tag(ticket_id=two.id, name="#needs-refund", by=BY, at=at(2))
        links.tag(ticket_id=two.id, name="vip", by=BY, at=at(2))
        assert tags_in_use() == ["needs-refund", "vip"]
        found = list_tickets(TicketFilter(view="all", tag=("needs-refund",)), at=at(3)).lines
        assert {line.id for line in found} == {one.id, two.id}
        merges.merge(part_id=two.id, whole_id=one.id, by=BY, at=at(4))
        assert tags_of(get_view(one.id).parts) == ["needs-refund", "vip"]
        links.untag(ticket_id=one.id, name="needs-refund", by=BY, at=at(5))
        assert tags_of(get_view(one.id).parts) == ["vip"]
        with pytest.raises(NoSuchTag):
            links.tag(ticket_id=one.id, name="!!", by=BY, at=at(6))

    def test_a_mentioned_colleague_hears_of_it_once_and_the_writer_does_not(self) -> None:
        for email, name in ((BY, "Jo"), ("ana@simcare.example", "Ana Prieto")):
            add_staff(email=email, name=name, role=StaffRole.AGENT, password=None, by="t", at=at(0))
        one = opened("a@one.example", at(0))
        entry = notes.note(ticket_id=one.id, text="@Ana Prieto and @jo, see @ana", by=BY, at=at(1))
        told = OutboxEvent.objects.filter(name__endswith="ColleagueMentioned")
        assert [event.payload["entry_id"] for event in told] == [entry.id]
        assert [place["name"] for place in entry.data["mentions"]] == ["Ana Prieto", "Jo", "Ana Prieto"]


@pytest.fixture
def nordlicht() -> Account:
    account = open_account(name="Nordlicht", by="t", at=at(0))
    add_member(account=account, email="karin@nord.example", name="Karin", role=MemberRole.OWNER, by="t", at=at(0))
    product = Product.objects.create(code="p", name="P", apn="a")
    card = add_card(iccid=ICCIDS[0], product=product, platform="soracom", at=at(0))
    assign(card=card, account=account, by="t", at=at(0))
    return account


class TestWrongPerson:
    def test_the_answer_goes_to_the_corrected_person_and_the_cards_are_judged_for_him(self, nordlicht: Account) -> None:
        one = opened("karin@nord.example", at(1), account_id=nordlicht.id, iccids=ICCIDS[:1])
        parties.correct_party(party_id=Party.objects.get().id, email=" Eve@Elsewhere.example", by=BY, at=at(2))
        ticket, card = Ticket.objects.get(), TicketCard.objects.get()
        assert (ticket.account_id, ticket.standing, card.relation) == (None, "unknown", "unproven")
        for rows in (Thread, Message, Clock):
            assert set(rows.objects.values_list("account_id", flat=True)) == {None}
        assert answers.send(ticket_id=one.id, text="Hi", key="k", by=BY, at=at(3)).to == ["eve@elsewhere.example"]
        assert OutboxEvent.objects.filter(name__endswith="ExaminationWanted").count() == 1

    def test_correcting_back_restores_account_standing_and_cards(self, nordlicht: Account) -> None:
        opened("karin@nord.example", at(1), account_id=nordlicht.id, iccids=ICCIDS[:1])
        party = Party.objects.get()
        for email in ("eve@elsewhere.example", "karin@nord.example"):
            parties.correct_party(party_id=party.id, email=email, by=BY, at=at(2))
        ticket, card = Ticket.objects.get(), TicketCard.objects.get()
        assert (ticket.account_id, ticket.standing, card.relation) == (nordlicht.id, "verified", "proven")
        assert Party.objects.get().name == "Karin"
        assert AuditEntry.objects.filter(action="party.corrected", by=BY).count() == 2

    def test_nobody_is_written_to_at_what_is_no_address(self) -> None:
        opened("a@one.example", at(1))
        for told in ("", "eve", "eve@", "a@b.c, d@e.f", "a b@c.de"):
            with pytest.raises(NotAnAddress):
                parties.correct_party(party_id=Party.objects.get().id, email=told, by=BY, at=at(2))


class TestSpam:
    def test_spam_is_answered_by_nobody_promises_nothing_and_comes_back_as_it_was(self) -> None:
        one = opened("s@spam.example", at(0), standing=Standing.UNKNOWN)
        due = Ticket.objects.get().due_at
        senders.mark_spam(ticket_id=one.id, by=BY, at=at(1))
        assert (_state(one), Ticket.objects.get().due_at) == ("spam", None)
        with pytest.raises(IsSpam):
            answers.send(ticket_id=one.id, text="Hi", key="k", by=BY, at=at(2))
        assert list_tickets(TicketFilter(view="all"), at=at(2)).lines == []
        assert [row.pattern for row in list_shunned()] == ["s@spam.example"]
        senders.unmark_spam(ticket_id=one.id, by=BY, at=at(3))
        assert (_state(one), Ticket.objects.get().due_at) == ("open", due)
        assert list_shunned() == []

    def test_the_next_mail_of_a_remembered_sender_is_spam_and_not_answered(self) -> None:
        senders.mark_spam(ticket_id=opened("s@spam.example", at(0), standing=Standing.UNKNOWN).id, by=BY, at=at(1))
        _receive("s@spam.example")
        assert [ticket.state for ticket in Ticket.objects.all()] == ["spam", "spam"]
        assert not Answer.objects.exists()
        assert not Clock.objects.filter(answered_at=None).exists()

    def test_a_known_customer_is_never_remembered_as_spam(self) -> None:
        senders.mark_spam(ticket_id=opened("a@one.example", at(0)).id, by=BY, at=at(1))
        assert list_shunned() == []


def _receive(email: str) -> Message:
    thread = Thread.objects.create(correspondent=email, subject="Buy", opened_at=at(5))
    message = heard(thread, "Buy now", at(5))
    receive(message_ids=[message.id], at=at(5))
    return message


class TestBlock:
    @pytest.mark.parametrize("pattern", ["eve@bad.example", "@bad.example"])
    def test_mail_of_a_blocked_sender_is_kept_opens_nothing_and_can_be_let_in(self, pattern: str) -> None:
        blocked = senders.block(pattern=pattern, reason="threats", by=BY, at=at(1))
        message = _receive("eve@bad.example")
        receive(message_ids=[message.id], at=at(6))
        assert not Ticket.objects.exists()
        assert [held.message.id for held in list_held()] == [message.id]
        assert [(row.pattern, row.reason, row.held_count) for row in list_shunned()] == [(pattern, "threats", 1)]
        senders.lift(sender_id=blocked.id, by=BY, at=at(7))
        let_in(message_ids=[message.id], by=BY, at=at(8))
        assert Ticket.objects.count() == 1
        assert list_held() == []
        _receive("eve@bad.example")
        assert Ticket.objects.count() == 2

    def test_a_customers_domain_is_not_blocked_whole(self, nordlicht: Account) -> None:
        with pytest.raises(IsACustomersDomain):
            senders.block(pattern="@nord.example", reason="x", by=BY, at=at(1))
        for pattern in ("", "eve", "@", "@com", "a b@c.de", "a@b@c.de"):
            with pytest.raises(NotAnAddress):
                senders.block(pattern=pattern, reason="x", by=BY, at=at(1))


class TestSatisfaction:
    def test_a_solved_customer_is_asked_once_and_once_in_thirty_days(self, nordlicht: Account) -> None:
        one = _solved(nordlicht)
        two = _solved(nordlicht)
        assert satisfaction.ask(ticket_id=one.id, at=at(20)) == satisfaction.ask(ticket_id=one.id, at=at(21))
        assert satisfaction.ask(ticket_id=two.id, at=at(22)) is None
        assert satisfaction.ask(ticket_id=two.id, at=at(20) + timedelta(days=31)) is not None
        letters = Message.objects.filter(key__startswith="satisfaction:")
        assert letters.count() == 2
        assert "Ja, gut geholfen" in letters[0].text
        assert _state(one) == "solved", "a question opens nothing"
        assert not running(one.key).exists()

    def test_strangers_spam_and_open_tickets_are_not_asked(self, nordlicht: Account) -> None:
        stranger = opened("x@y.example", at(1), standing=Standing.UNKNOWN)
        tickets.solve(ticket_id=stranger.id, by=BY, at=at(2))
        spam = _solved(nordlicht)
        senders.mark_spam(ticket_id=spam.id, by=BY, at=at(12))
        waiting = opened("karin@nord.example", at(1), account_id=nordlicht.id)
        for ticket in (stranger, spam, waiting):
            assert satisfaction.ask(ticket_id=ticket.id, at=at(20)) is None

    def test_an_answer_stands_on_the_ticket_and_the_account_and_may_be_changed(self, nordlicht: Account) -> None:
        one = _solved(nordlicht)
        question = satisfaction.ask(ticket_id=one.id, at=at(20))
        assert question is not None
        assert read_token(satisfaction.token_of(question)).question_id == question.id
        satisfaction.answer(question_id=question.id, score=Score.POOR, comment="", at=at(30))
        satisfaction.answer(question_id=question.id, score=Score.GOOD, comment=" Thanks ", at=at(31))
        kept = SatisfactionQuestion.objects.get()
        assert (kept.score, kept.comment) == ("good", "Thanks")
        assert Entry.objects.filter(ticket=one, text="satisfaction").count() == 2
        found = satisfaction_of(nordlicht.id, at(40))
        assert (found.asked, found.answered, found.good_percent) == (1, 1, 100)

    @pytest.mark.parametrize("token", ["", "x", "eyJxIjoxfQ:1:abc"])
    def test_a_forged_link_is_over(self, token: str) -> None:
        with pytest.raises(LinkIsOver):
            read_token(token)


def _solved(account: Account) -> Ticket:
    ticket = opened("karin@nord.example", at(1), account_id=account.id, language="de")
    answers.send(ticket_id=ticket.id, text="Hallo", key=f"k{ticket.id}", by=BY, at=at(10))
    tickets.solve(ticket_id=ticket.id, by=BY, at=at(11))
    return ticket
