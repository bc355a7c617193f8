"""The supplier of a device by mail: his link stands in no row, and his reply stands on the ticket as an answer (I.2)."""

from email.message import EmailMessage

import pytest
from django.db import connection
from django.test import Client

from simcare.cards.models import Card
from simcare.diagnosis.models import Reading
from simcare.kernel import clock
from simcare.messaging.models import Attachment, Message, Sending
from simcare.support.actions import packs
from simcare.support.actions.escalation import answer_failed
from simcare.support.models import Entry, Pack, PackAnswer, Ticket
from simcare.web import assets
from tests.security.conftest import MailDesk, desk, recipients
from tests.support.faulty_device import card, prove_the_device_faulty, ticket

__all__ = ["card", "desk", "recipients", "ticket"]


@pytest.fixture
def sent(card: Card, ticket: Ticket, desk: MailDesk) -> EmailMessage:
    """The mail that the supplier got; before it left, its link stood in no table."""
    at = prove_the_device_faulty(card)
    packs.hand_over(ticket_id=ticket.id, card_id=card.id, key="k1", by="li", at=at)
    Ticket.objects.filter(id=ticket.id).update(state="waiting")
    waiting = everything_kept()
    desk.work()
    (mail,) = desk.outside.mails
    assert link_in(mail) not in waiting
    return mail


def link_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).split("/evidence/")[1].split("/")[0]


def everything_kept() -> str:
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        said = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(each::text, chr(10)), '') FROM \"{table}\" each")
            said.append(cursor.fetchone()[0])
    return "\n".join(said)


def reply(to: EmailMessage, text: str, sender: str = "Eva <eva@tracker.example>") -> EmailMessage:
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = sender, to["Reply-To"], f"Re: {to['Subject']}"
    answer["In-Reply-To"], answer["Message-ID"] = to["Message-ID"], f"<{abs(hash(text))}@tracker.example>"
    answer.set_content(text)
    return answer


def test_the_link_opens_the_evidence_and_stands_in_no_row_once_the_mail_has_left(sent: EmailMessage) -> None:
    assets.install_for_tests()
    pack, token = Pack.objects.get(), link_in(sent)
    assert token not in everything_kept()
    assert Sending.objects.get().sealed == ""
    assert "/evidence/••••••••/" in Message.objects.get(direction="out").text
    Pack.objects.update(expires_at=clock.now() + packs.LASTS)
    assert Client().get(f"/evidence/{token}/").status_code == 200
    assert pack.token_hash == packs.hash_of(token)


def test_his_reply_is_an_answer_and_lies_on_the_ticket_with_its_file(
    sent: EmailMessage, desk: MailDesk, card: Card, ticket: Ticket
) -> None:
    Pack.objects.update(expires_at=clock.now() + packs.LASTS)
    answer = reply(sent, "We take it over, RMA-88.")
    answer.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="rma.pdf")
    for _ in range(2):  # a mail that comes twice is one
        desk.receive(answer.as_bytes(), to=str(sent["Reply-To"]))
        desk.work()
    kept = PackAnswer.objects.get()
    assert (kept.decision, kept.name, kept.text) == ("writes", "Eva", "We take it over, RMA-88.")
    entry = Entry.objects.get(ticket=ticket, text="supplier_answered")
    assert (entry.by, entry.message_id) == ("supplier:eva@tracker.example", kept.message_id)
    assert Attachment.objects.get().message_id == kept.message_id
    reading = Reading.objects.get(field="supplier.answer")
    assert (reading.source, reading.card_id) == ("supplier", card.id)
    assert Ticket.objects.get().state == "open"  # no ticket of its own, and this one waits no more
    assert len(desk.outside.mails) == 1  # nothing answers a supplier by itself


def test_after_the_link_was_revoked_his_words_are_read_and_are_no_evidence(
    sent: EmailMessage, desk: MailDesk, ticket: Ticket
) -> None:
    packs.revoke(pack_id=Pack.objects.get().id, by="li", at=clock.now())
    desk.receive(reply(sent, "Too late?").as_bytes(), to=str(sent["Reply-To"]))
    desk.work()
    assert Entry.objects.filter(ticket=ticket, text="supplier_answered").count() == 1
    assert not PackAnswer.objects.exists()
    assert not Reading.objects.filter(field="supplier.answer").exists()


def test_who_has_no_signature_of_ours_answers_nothing(sent: EmailMessage, desk: MailDesk, ticket: Ticket) -> None:
    head, at, domain = str(sent["Reply-To"]).rpartition("@")
    forged = f"{head[:-1]}{'a' if head[-1] != 'a' else 'b'}{at}{domain}"
    mail = reply(sent, "It is mine.", "RMA <rma@tracker.example>")
    del mail["In-Reply-To"]
    mail.replace_header("To", forged)
    desk.receive(mail.as_bytes(), to=forged)
    desk.work()
    assert not PackAnswer.objects.exists()
    assert Ticket.objects.exclude(id=ticket.id).get().standing in ("unknown", "claimed")


def test_a_hand_over_that_comes_back_is_told_on_its_ticket(sent: EmailMessage, ticket: Ticket) -> None:
    message = Message.objects.get(direction="out")
    answer_failed(thread_id=message.thread_id, message_id=message.id, answer="550 no such user", at=clock.now())
    assert Entry.objects.get(ticket=ticket, text="undelivered").data["answer"] == "550 no such user"
