"""Bounces: who was not reached, and whether the other side has given up."""

import json
from pathlib import Path

import pytest

from simcare.messaging.rules.bounces import Bounce, from_report
from simcare.messaging.rules.kinds import Classification, classify
from simcare.messaging.rules.mime import parse
from tests.budget import work_budget

STATUS = """From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: desk@simcare.example
Subject: {subject}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

{words}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Original-Recipient: rfc822; jim@shop.example
Final-Recipient: rfc822; jim@inner.shop.example
Action: {action}
Status: {code}
--b
Content-Type: message/rfc822

From: desk@simcare.example
To: jim@shop.example
Subject: Your card

Hello Jim, write to ann@shop.example too.
--b--
"""


def classified(raw: str) -> Classification:
    data = raw.encode()
    return classify(data, parse(data))


def status(
    action: str, code: str = "5.1.1", words: str = "See below.", subject: str = "Returned mail"
) -> Classification:
    return classified(STATUS.format(action=action, code=code, words=words, subject=subject))


def report(
    text: str, subject: str = "Undelivered Mail Returned to Sender", sender: str = "MAILER-DAEMON@mx.example"
) -> Classification:
    return classified(f"From: {sender}\nTo: desk@simcare.example\nSubject: {subject}\n\n{text}\n")


@pytest.mark.parametrize("action", ["failed", "Failed (bad mailbox)", "failure", "error"])
def test_a_status_that_failed_is_hard_and_names_the_original_recipient(action: str) -> None:
    assert status(action) == Classification("bounce", Bounce(failed=("jim@shop.example",)))


@pytest.mark.parametrize("action", ["delayed", "Delayed"])
def test_a_delay_is_soft(action: str) -> None:
    found = status(action, "4.4.1", "Your message could not be delivered for 4 hours.")
    assert found == Classification("bounce", Bounce(delayed=("jim@shop.example",)))
    assert found.bounce is not None and not found.bounce.hard


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_good_news_is_a_delivery_status(action: str) -> None:
    assert status(action, "2.0.0", subject="Successful Mail Delivery Report") == Classification("delivery_status")


@pytest.mark.parametrize(
    "text",
    [
        "<jim@shop.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n--- Below this line is a copy of the message.\n<ann@shop.example>:",
        "The following address(es) failed:\n\n  jim@shop.example\n    SMTP error: 550 unknown user\n------ This is a copy of the message ------\nann@shop.example",
        "For further assistance, send mail to <postmaster@mx.example>\n\n<jim@shop.example>: host mx[10.0.0.1] said: 550 unknown",
        "Unknown user: jim@shop.example\n\nRCPT TO generated following response:\n553 <jim@shop.example>... Addressee unknown",
        "Your message\n  To:      list@shop.example\ndid not reach the following recipient(s):\n\njim@shop.example on Fri, 4 Oct 2024\n  The name is unknown",
        "Ihre Nachricht konnte nicht zugestellt werden an:\n\njim@shop.example",
        "以下收件人的邮件无法送达:\n<jim@shop.example>",
        "Не удалось доставить письмо получателю jim@shop.example: mailbox unavailable",
        "Your message to jim@shop.example could\nnot be delivered.",
        "Error-for:  jim@shop.example\nError-Text: loop",
        "User's mailbox is full: <jim@shop.example>",
    ],
)
def test_reports_in_words_name_the_failed(text: str) -> None:
    assert report(text) == Classification("bounce", Bounce(failed=("jim@shop.example",)))


@pytest.mark.parametrize(
    "text",
    [
        "The message has not yet been delivered to:\n  jim@shop.example\nNo action is required on your part.",
        "Delivery to the following recipient has been delayed:\n\n  jim@shop.example\n\nMessage will be retried for 2 more days",
        "Mail to jim@shop.example could not be delivered. Delivery attempts\nwill continue to be made for 5 days.",
    ],
)
def test_a_report_that_promises_further_attempts_is_soft(text: str) -> None:
    assert report(text, subject="Warning: message delayed") == Classification(
        "bounce", Bounce(delayed=("jim@shop.example",))
    )


def test_several_recipients_keep_their_order_and_come_once() -> None:
    text = "Unable to deliver to:\n<b@shop.example>:\nno\n<a@shop.example>:\nno\n<B@shop.example>:\nno"
    assert from_report(text) == Bounce(failed=("b@shop.example", "a@shop.example"))


def test_a_bounce_that_names_nobody_is_still_one() -> None:
    assert report("Your mail could not be delivered.") == Classification("bounce", Bounce())


def test_a_customer_who_writes_about_a_bounce_is_heard() -> None:
    said = report(
        "Your answer to jim@shop.example could not be delivered to me. Please write here.",
        "No answer",
        "Jim <jim@shop.example>",
    )
    assert said == Classification("message")


def test_a_forwarded_bounce_is_a_message() -> None:
    inner = STATUS.format(action="failed", code="5.1.1", words="x", subject="Returned mail")
    mail = f"From: ann@shop.example\nSubject: what is this?\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nSee this.\n--o\nContent-Type: message/rfc822\n\n{inner}\n--o--\n"
    assert classified(mail).kind == "message"


@pytest.mark.parametrize(
    "unit", ["a@", "a.", "<a@b.cd>:\n", "failed ", "not delivered to a@b.example\n", "-", "a@b.c@"]
)
def test_a_megabyte_of_anything_is_read_in_bounded_time(unit: str) -> None:
    with work_budget():
        from_report(unit * (1_000_000 // len(unit)))


@pytest.mark.shared
def test_real_bounces(shared_data: Path) -> None:
    truths = json.loads((shared_data / "bounces" / "truth.json").read_text("utf-8"))
    wrong = []
    for name, truth in truths.items():
        raw = (shared_data / "bounces" / name).read_bytes()
        bounce = classify(raw, parse(raw)).bounce or Bounce()
        found = {"permanent": sorted(bounce.failed), "temporary": sorted(bounce.delayed)}
        if found != {kind: sorted(addresses) for kind, addresses in truth.items()}:
            wrong.append((name, found))
    assert len(wrong) <= 0.05 * len(truths), wrong
