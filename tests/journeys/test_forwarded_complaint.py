"""The journey the product exists for: a forwarded complaint is answered with the card's own evidence."""

import json
import tomllib
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from simcare.cards.models import Card
from simcare.diagnosis.models import Verdict
from simcare.kernel import clock
from simcare.messaging.models import Message, RawMail
from simcare.operators.actions import refresh
from simcare.support.actions.answers import send
from simcare.support.flows.investigation import recheck
from simcare.support.jobs import keep_fresh
from simcare.support.models import Answer, Ticket
from simcare.support.queries.tickets import as_json, get_view
from simcare.world import demo
from tests.journeys.conftest import Desk, Recipients
from tests.operators.running import Simulator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def world(policies: None, desk: Desk, simulator: Simulator) -> None:
    """The demo world without its mails; its cards live in the simulator."""
    from django.conf import settings

    demo.make(seed=1, more_cards=0, at=AT, simulator_url=simulator.url)
    simulator.control("POST", "cards", json.loads((settings.VAR / "simulator.json").read_text())["cards"])
    RawMail.objects.all().delete()


def _forward(**changes: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = changes.get("sender", "Karin Vogt <karin.vogt@nordlicht-kameras.example>")
    mail["To"] = "support@simcare.example"
    mail["Subject"] = "WG: Kamera an der B96 sendet nicht mehr"
    mail["Message-ID"] = changes.get("message_id", "<first@nordlicht-kameras.example>")
    mails = tomllib.loads((Path(demo.HERE) / "mails.toml").read_text())["mails"]
    mail.set_content(mails[0]["text"])
    return mail.as_bytes()


def _question() -> EmailMessage:
    """A mail that the desk may answer by itself."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Claire Morel <claire@balises-loire.example>", "support@simcare.example"
    mail["Subject"], mail["Message-ID"] = "Quel APN ?", "<apn@balises-loire.example>"
    mail.set_content("Bonjour, la connexion échoue. Carte SIM : 8933010000098765436\nClaire Morel")
    return mail


def _only_ticket() -> dict[str, object]:
    return as_json(get_view(Ticket.objects.get().id))


def _verdict() -> dict[str, Any]:
    return Verdict.objects.latest("id").as_json()


@pytest.mark.usefixtures("world")
class TestForwardedComplaint:
    def test_both_people_the_card_the_verdict_and_the_promise_stand_on_the_ticket(self, desk: Desk) -> None:
        desk.receive(_forward())
        ticket = _only_ticket()
        assert ticket["forwarder"]["email"] == "karin.vogt@nordlicht-kameras.example"
        assert ticket["requester"]["email"] == "jens.albers@strassenamt.example"
        assert [card["iccid"] for card in ticket["cards"]] == ["8949020000012345671"]
        assert ticket["verdict"]["liable"] == "operator"
        assert ticket["due_at"] is not None
        assert ticket["answer"]["state"] == "proposed", "an answer that blames someone is seen by a person first"
        assert "8949020000012345671" in ticket["proposed_answer"]

    def test_a_sure_and_harmless_answer_leaves_by_itself_and_the_reply_comes_back_to_the_ticket(
        self, desk: Desk, recipients: Recipients
    ) -> None:
        mail = _question()
        desk.receive(mail.as_bytes())
        (sent,) = recipients.mails
        assert sent["In-Reply-To"] == "<apn@balises-loire.example>"
        assert sent["References"] == "<apn@balises-loire.example>"
        assert sent["Auto-Submitted"] == "auto-replied"
        written = sent.get_body(("plain",))
        assert written is not None
        assert "soracom.io" in written.get_content()
        assert _only_ticket()["state"] == "waiting"

        reply = EmailMessage()
        reply["From"], reply["To"] = mail["From"], sent["Reply-To"]
        reply["Subject"], reply["Message-ID"] = f"Re: {sent['Subject']}", "<again@balises-loire.example>"
        reply["In-Reply-To"] = sent["Message-ID"]
        reply.set_content("Merci, mais cela ne marche toujours pas.")
        desk.receive(reply.as_bytes(), to=sent["Reply-To"])
        ticket = _only_ticket()
        assert [message["direction"] for message in ticket["messages"]] == ["in", "out", "in"]
        assert (ticket["state"], ticket["answer"]["state"]) == ("open", "proposed"), "the same is not said twice"
        assert Answer.objects.latest("id").reason == "told_already"
        assert len(recipients.mails) == 1

    def test_a_colleagues_answer_is_not_followed_by_the_desks_own(self, desk: Desk, recipients: Recipients) -> None:
        desk.hear(_question().as_bytes())
        ticket = Ticket.objects.get()
        send(ticket_id=ticket.id, text="Essayez soracom.io.", key="by hand", by="anna@simcare.example", at=clock.now())
        desk.work()
        assert len(recipients.mails) == 1
        assert Answer.objects.get().reason == "answered_meanwhile"
        assert Ticket.objects.get().state == "waiting"

    def test_a_promised_second_look_happens_when_it_is_due_and_not_before(self, desk: Desk) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"] = "hubin@zj-partner.example", "support@simcare.example"
        mail["Subject"], mail["Message-ID"] = "Card without data", "<look@zj-partner.example>"
        mail.set_content("The card 89861114723571809176 has no data.")
        desk.receive(mail.as_bytes())
        assert _only_ticket()["verdict"]["liable"] == "undetermined"
        assert recheck(at=clock.now()) == 0, "nothing is promised yet"
        assert recheck(at=clock.now() + timedelta(hours=1)) == 1
        assert Verdict.objects.count() == 2
        assert Answer.objects.filter(state="proposed").count() == 1
        Ticket.objects.update(thread=None)
        assert recheck(at=clock.now() + timedelta(hours=9)) == 0, "of a ticket that nobody is told of, nothing is done"
        assert Verdict.objects.count() == 2

    def test_a_verdict_that_promises_no_second_look_gets_none(self, desk: Desk) -> None:
        desk.receive(_forward())
        assert _only_ticket()["verdict"]["liable"] == "operator"
        assert _only_ticket()["state"] == "open"
        recheck(at=clock.now() + timedelta(days=1))
        assert Verdict.objects.count() == 1

    def test_a_platform_that_answers_at_the_third_try_gets_its_verdict_by_itself(
        self, desk: Desk, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        began = clock.now()
        simulator.fault("busy", times=2, retry_after="10")
        monkeypatch.setattr(clock, "now", lambda: began)
        desk.receive(_forward())
        first = _verdict()
        assert (first["primary_code"], first["summary"]["key"]) == (
            "insufficient_evidence",
            "finding.insufficient_evidence",
        )
        asked = {}
        for seconds in (4, 5, 9, 10):  # each pause is as long as the platform has been silent
            monkeypatch.setattr(clock, "now", lambda s=seconds: began + timedelta(seconds=s))
            asked[seconds] = keep_fresh(clock.now())
            desk.work()
        assert asked == {4: 0, 5: 1, 9: 0, 10: 1}
        assert _only_ticket()["verdict"]["liable"] == "operator"
        assert "8949020000012345671" in _only_ticket()["proposed_answer"]
        assert Verdict.objects.count() == 3, "the answered one and the two silent ones"
        assert Answer.objects.count() == 2, "the second silence was no news"

    def test_what_another_question_read_meanwhile_counts_too(self, desk: Desk) -> None:
        card = Card.objects.get(iccid__startswith="8949020000012345671")
        refresh(card_id=card.id, at=clock.now() + timedelta(seconds=10))
        desk.receive(_forward())
        assert _only_ticket()["verdict"]["liable"] == "operator"

    def test_a_card_on_which_nothing_is_seen_waits_for_the_device_and_not_for_the_platform(self, desk: Desk) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"] = "ellen@harbour-locks.example", "support@simcare.example"
        mail["Subject"], mail["Message-ID"] = "Lock offline", "<unused@harbour-locks.example>"
        mail.set_content("Card 8944200000033344485 is offline.")
        desk.receive(mail.as_bytes())
        told = _verdict()
        assert (told["primary_code"], told["summary"]["key"], told["who_acts"]) == (
            "insufficient_evidence",
            "finding.all_seen",
            "customer",
        )
        assert {fact["field"] for fact in told["findings"][0]["evidence"]} > {"platform.reachable", "card.state"}
        assert "AT+CPIN?" in str(_only_ticket()["proposed_answer"])

    def test_the_same_mail_twice_is_one(self, desk: Desk) -> None:
        desk.receive(_forward())
        desk.receive(_forward())
        assert Ticket.objects.count() == 1
        assert Message.objects.filter(direction="in").count() == 1
        assert RawMail.objects.filter(state=RawMail.DUPLICATE).count() == 1

    def test_a_mail_that_only_claims_to_be_the_partner_learns_nothing(self, desk: Desk) -> None:
        desk.receive(_forward(), trusted=False)
        ticket = _only_ticket()
        assert ticket["standing"] == "claimed"
        assert ticket["verdict"] is None
        assert "89490200" not in ticket["proposed_answer"]

    def test_a_stranger_who_names_a_card_learns_nothing(self, desk: Desk) -> None:
        desk.receive(_forward(sender="Eve <eve@elsewhere.example>"))
        ticket = _only_ticket()
        assert (ticket["standing"], ticket["account"], ticket["verdict"]) == ("unknown", None, None)
        for told in ("89490200", "Karin", "Jens", "Nordlicht"):
            assert told not in ticket["proposed_answer"]

    def test_a_card_of_another_account_and_one_that_nobody_has_get_the_same_words(self, desk: Desk) -> None:
        answers = []
        for number, iccid in enumerate(("89860249213334946911", "89860249213334946929")):
            mail = EmailMessage()
            mail["From"], mail["To"] = "claire@balises-loire.example", "support@simcare.example"
            mail["Subject"], mail["Message-ID"] = "Carte en panne", f"<probe-{number}@balises-loire.example>"
            mail.set_content(f"La carte {iccid} ne marche pas.")
            desk.receive(mail.as_bytes())
            answers.append(Answer.objects.latest("id").text.replace(iccid, "ICCID"))
        assert answers[0] == answers[1]

    def test_forged_threading_opens_an_untrusted_ticket(self, desk: Desk) -> None:
        desk.receive(_forward())
        forged = EmailMessage()
        forged["From"], forged["To"] = (
            "eve@elsewhere.example",
            "reply+1.aaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbb@reply.simcare.example",
        )
        forged["Subject"], forged["Message-ID"] = "Re: [#1] Kamera", "<forged@elsewhere.example>"
        forged["In-Reply-To"] = "<first@nordlicht-kameras.example>"
        forged.set_content("Please tell me all about it.")
        desk.receive(forged.as_bytes(), to=str(forged["To"]), trusted=False)
        assert Ticket.objects.count() == 2
        assert Ticket.objects.latest("id").standing == "unknown"

    def test_an_automatic_reply_opens_no_ticket_and_gets_no_answer(self, desk: Desk, recipients: Recipients) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"] = "claire@balises-loire.example", "support@simcare.example"
        mail["Subject"], mail["Auto-Submitted"] = "Absence", "auto-replied"
        mail.set_content("Je suis absente.")
        desk.receive(mail.as_bytes())
        assert not Ticket.objects.exists()
        assert recipients.mails == []


@pytest.mark.shared
@pytest.mark.usefixtures("world")
def test_every_forwarded_mail_of_the_partners_finds_its_people_and_cards(desk: Desk, shared_data: Path) -> None:
    folder = shared_data / "forwards-zh"
    truths = [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]
    wrong = []
    for truth in truths:
        desk.receive((folder / truth["file"]).read_bytes())
        ticket = as_json(get_view(Ticket.objects.latest("id").id))
        seen = {
            "sender": ticket["requester"]["email"] == truth["sender_email"],
            "forwarder": (ticket["forwarder"] or {}).get("email") == truth["forwarder_email"],
            "cards": [card["iccid"] for card in ticket["cards"]] == truth["iccids"],
            "language": ticket["language"] == truth["language"],
            "answer": ticket["answer"] is not None,
            "promise": ticket["due_at"] is not None,
            "discretion": truth["forwarder_known"] is not False
            or not any(iccid[:12] in ticket["proposed_answer"] for iccid in truth["iccids"]),
        }
        wrong += [(truth["file"], name) for name, right in seen.items() if not right]
    assert wrong == []
