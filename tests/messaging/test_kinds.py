"""Kinds: only what a person wrote is a message."""

from pathlib import Path

import pytest

from simcare.messaging.errors import Unparseable
from simcare.messaging.rules.kinds import Kind, classify
from simcare.messaging.rules.mime import parse


def kind(headers: str, text: str = "Hello") -> Kind:
    raw = f"{headers}\n\n{text}\n".encode()
    return classify(raw, parse(raw)).kind


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; type=x",
        "X-Autoreply: yes",
        "X-Autorespond: away",
        "Precedence: auto_reply",
        "Return-Path: <>",
    ],
)
def test_headers_of_automatic_mail(header: str) -> None:
    assert kind(f"From: Jim <jim@shop.example>\nSubject: Re: your card\n{header}") == "auto_reply"


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: your card",
        "Out of office",
        "Out of Office Re: your card",
        "Abwesenheitsnotiz: Ihre Karte",
        "Automatische Antwort: Ihre Karte",
        "Réponse automatique : votre carte",
        "Respuesta automática: su tarjeta",
        "Resposta automática: seu cartão",
        "Risposta automatica: la scheda",
        "Automatisch antwoord: uw kaart",
        "Автоответ: ваша карта",
        "自动回复：您的卡",
        "自動回覆: 您的卡",
        "自動返信：SIMについて",
        "자동 회신: 유심",
        "رد تلقائي: الشريحة",
        "Trả lời tự động: SIM",
    ],
)
def test_subjects_of_automatic_replies(subject: str) -> None:
    assert kind(f"From: Jim <jim@shop.example>\nSubject: {subject}") == "auto_reply"


@pytest.mark.parametrize(
    "subject",
    [
        "Card out of service at the office",
        "Re: automatic meter without network",
        "自动售货机的卡掉线",
        "自動販売機のSIMが圏外",
        "Delivery of SIM cards",
        "SIM cards not delivered to our office",
        "Message from the tracker is missing",
        "",
    ],
)
def test_people_write_like_this(subject: str) -> None:
    assert (
        kind(f"From: Jim <jim@shop.example>\nSubject: {subject}\nAuto-Submitted: no\nX-Auto-Response-Suppress: OOF")
        == "message"
    )


def test_a_read_receipt_is_an_automatic_reply() -> None:
    mail = (
        "From: jim@shop.example\nSubject: Read: your card\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b"
    )
    text = "--b\n\nYour message was displayed.\n--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent; displayed\n--b--"
    assert kind(mail, text) == "auto_reply"


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["forwards", "forwards-zh", "mime/plain_emails"])
def test_ordinary_mails_are_messages(shared_data: Path, folder: str) -> None:
    wrong = []
    for path in (shared_data / folder).glob("*.eml"):
        raw = path.read_bytes()
        try:
            parsed = parse(raw)
        except Unparseable:
            continue
        if classify(raw, parsed).kind != "message":
            wrong.append(path.name)
    assert wrong == []
