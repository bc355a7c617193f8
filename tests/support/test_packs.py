"""The evidence pack for the equipment supplier: what it holds, its link, its words, and his answer (I.2)."""

import tomllib
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from django.test import Client
from pypdf import PdfReader

from simcare.cards.models import Card, Equipment
from simcare.diagnosis.actions import swaps
from simcare.diagnosis.actions.swaps import Circumstances, StepRecord
from simcare.diagnosis.errors import NoPhoto, StepNotDue
from simcare.diagnosis.models import Reading
from simcare.kernel import secrets
from simcare.messaging.models import Message, Sending
from simcare.notices import actions as notices
from simcare.notices.values import Scope
from simcare.support.actions import packs
from simcare.support.errors.packs import NoSupplier, TooManyPackAnswers
from simcare.support.models import Entry, Pack, Ticket
from simcare.support.queries.packs import contents_for, document_of
from simcare.support.rules import packs as rules
from simcare.web import assets
from simcare.web.public import limits
from tests.support.faulty_device import AT, PNG, card, prove_the_device_faulty, ticket

__all__ = ["card", "ticket"]

WORDS = Path(rules.__file__).parent / "words"


def test_a_pack_holds_the_proof_step_by_step_and_that_nothing_else_was_wrong(card: Card) -> None:
    prove_the_device_faulty(card)
    contents, verdict = contents_for(card_id=card.id)
    assert (verdict.primary_code, verdict.liable_party) == ("device_defective", "equipment")
    assert [(step.number, step.result, step.card_state) for step in contents.steps] == [
        (1, "fails", "active"),
        (2, "works", "active"),
        (3, "fails", "active"),
        (5, "fails", "active"),
    ]
    assert len(contents.steps[0].photo_ids) == 1
    assert (contents.is_clear, contents.events[0].value) == (True, "plmn 20801")
    assert rules.Contents.of(contents.to_json()) == contents


def test_a_notice_in_the_window_is_told_and_not_hidden(card: Card) -> None:
    notices.enter(
        title="Core upgrade", reference="MW-7", scope=Scope(platform="soracom"), starts_at=AT - timedelta(hours=3),
        ends_at=AT + timedelta(minutes=1), by="li", at=AT,
    )  # fmt: skip
    prove_the_device_faulty(card)
    contents, _ = contents_for(card_id=card.id)
    assert (contents.is_clear, contents.notices) == (False, ("MW-7",))


def test_one_change_at_a_time_and_photos_are_photos(card: Card) -> None:
    swaps.begin(card_id=card.id, told=Circumstances(place="Lyon"), by="li", at=AT)
    with pytest.raises(StepNotDue):
        swaps.record_step(
            card_id=card.id, step="swap.good_card_in_device", told=StepRecord(result="works"), observed_at=AT,
            by="li", at=AT,
        )  # fmt: skip
    with pytest.raises(NoPhoto):
        swaps.record_step(
            card_id=card.id, step="swap.card_in_device", told=StepRecord(result="fails"), photos=[b"<svg>"],
            observed_at=AT, by="li", at=AT,
        )  # fmt: skip


def test_one_click_sends_one_mail_with_a_link_in_the_suppliers_language(card: Card, ticket: Ticket) -> None:
    at = prove_the_device_faulty(card)
    first, again = (packs.hand_over(ticket_id=ticket.id, card_id=card.id, key="k1", by="li", at=at) for _ in range(2))
    assert first == again
    sent = Message.objects.get(direction="out")
    assert (sent.to, sent.language, sent.thread_id == ticket.thread_id) == (["rma@tracker.example"], "de", False)
    assert "Guten Tag Tracker Works" in sent.text
    assert Entry.objects.get(ticket=ticket).text == "handed_over"


def test_a_card_whose_device_has_no_supplier_is_refused(card: Card, ticket: Ticket) -> None:
    Equipment.objects.all().delete()
    with pytest.raises(NoSupplier):
        packs.hand_over(ticket_id=ticket.id, card_id=card.id, key="k1", by="li", at=AT)


@pytest.fixture
def link(card: Card, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> str:
    """The supplier's link, as it stands in his mail; pages see the time of the test."""
    assets.install_for_tests()
    at = prove_the_device_faulty(card)
    packs.hand_over(ticket_id=ticket.id, card_id=card.id, key="k1", by="li", at=at)
    monkeypatch.setattr("simcare.kernel.clock.now", lambda: at + timedelta(hours=1))
    return f"/evidence/{token()}/"


def token() -> str:
    """What the link of the only pack holds, as the mail that waits will show it."""
    return secrets.unseal(Sending.objects.get().sealed)


def test_the_supplier_sees_the_pack_without_a_sign_in_and_nobody_else_finds_it(link: str) -> None:
    answer = Client().get(link)
    said = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="de"' in said
    assert "Keine Netzstörung" in said
    assert "8986001234567890123" in said
    assert "Fleet One" not in said  # the customer is none of his business
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store, private")
    assert '<html lang="ar" dir="rtl"' in Client().get(link, {"lang": "ar"}).content.decode()


def test_his_answer_stands_on_the_ticket_and_is_evidence_with_its_source(link: str, card: Card, ticket: Ticket) -> None:
    said = {"name": "Eva", "decision": "accepts", "reference": "RMA-77", "text": "send it in"}
    assert Client().post(link, said).status_code == 302
    entry = Entry.objects.get(ticket=ticket, text="supplier_answered")
    assert (entry.data["decision"], entry.data["reference"]) == ("accepts", "RMA-77")
    reading = Reading.objects.get(field="supplier.answer")
    assert (reading.source, reading.value["name"], reading.card_id) == ("supplier", "Eva", card.id)
    assert "RMA-77" in Client().get(link).content.decode()


def test_an_answer_without_a_name_keeps_what_was_typed(link: str) -> None:
    answer = Client().post(link, {"name": " ", "decision": "refuses", "text": "not ours"})
    assert answer.status_code == 422
    assert "not ours" in answer.content.decode()


def test_pdf_and_photo_come_by_the_same_link_and_only_those_of_the_pack(link: str, card: Card) -> None:
    answer = Client().get(f"{link}pack.pdf")
    told = "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "Nachweis eines Hardwarefehlers" in told
    assert "Depot Lyon" in told
    (photo_id,) = contents_for(card_id=card.id)[0].steps[0].photo_ids
    assert Client().get(f"{link}photos/{photo_id}/").content == PNG
    assert Client().get(f"{link}photos/{photo_id + 1}/").status_code == 404


def test_links_that_expired_were_revoked_or_never_were(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get("/evidence/AAAAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
    packs.revoke(pack_id=Pack.objects.get().id, by="li", at=AT)
    assert Client().get(link).status_code == 410
    assert Client().post(link, {"name": "Eva", "decision": "accepts"}).status_code == 410


def test_an_expired_link_shows_nothing(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simcare.kernel.clock.now", lambda: AT + packs.LASTS + timedelta(days=1))
    assert Client().get(link).status_code == 410


def test_who_asks_too_often_waits(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simcare.kernel.clock.now", lambda: AT + timedelta(hours=1))
    assert Client().get(link).status_code == 200
    assert all(limits.may_ask("127.0.0.1") for _ in range(limits.PER_MINUTE - 1))
    assert Client().get(link).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.9").get(link).status_code == 200


def test_a_flood_of_answers_is_refused(link: str) -> None:
    token, said = link.split("/")[2], packs.Said(name="Eva", decision="asks")
    for _ in range(packs.MOST_ANSWERS_AN_HOUR):
        packs.answer(token=token, said=said, at=AT + timedelta(hours=2))
    with pytest.raises(TooManyPackAnswers):
        packs.answer(token=token, said=said, at=AT + timedelta(hours=2))


@pytest.mark.parametrize("language", ["en", "zh-hans", "es", "fr", "de", "pt", "ja", "ar"])
def test_a_pack_is_made_in_every_language_with_all_its_words(card: Card, language: str) -> None:
    assets.install_for_tests()
    english = tomllib.loads((WORDS / "en.toml").read_text(encoding="utf-8"))
    words = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    assert words.keys() == english.keys()
    fields = {key: {field for _, field, _, _ in Formatter().parse(text) if field} for key, text in english.items()}
    assert {
        key: {field for _, field, _, _ in Formatter().parse(text) if field} for key, text in words.items()
    } == fields
    prove_the_device_faulty(card)
    contents, _ = contents_for(card_id=card.id)
    assert document_of(contents, language=language, number="E-1", at=AT).startswith(b"%PDF")
