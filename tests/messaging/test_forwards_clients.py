"""Forwards as the clients of many languages write them are peeled; replies stay replies."""

from email.message import EmailMessage

import pytest

from simcare.messaging.rules.forwards import own_words, peel
from simcare.messaging.rules.mime import parse
from simcare.messaging.values import ParsedMail
from tests.messaging.forward_blocks import BLOCKS

BODY = "Card 8944500102030405060 lost its signal.\n\nRegards\nKim"


def mail(subject: str, text: str, html: str | None = None, **headers: str) -> ParsedMail:
    message = EmailMessage()
    message["From"] = "Partner <partner@reseller.example>"
    message["To"] = "support@simcare.example"
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return parse(message.as_bytes())


@pytest.mark.parametrize("client", BLOCKS)
def test_a_forward_of_each_client_is_peeled(client: str) -> None:
    subject, block = BLOCKS[client]
    forward = peel(mail(subject, f"Please look.\n\n{block}{BODY}\n"))
    assert forward is not None
    assert forward.sender.name == "Kim Berg"
    assert forward.sender.email == (None if client == "foxmail" else "kim@end.example")
    assert (forward.subject, forward.text.strip(), forward.older_text) == ("Signal", BODY, None)
    assert forward.forwarder_text == "Please look."


@pytest.mark.parametrize("client", ["outlook-de", "mail.ru", "thunderbird-de", "netease"])
@pytest.mark.parametrize(
    "intro", ["> Begin forwarded message:\n> \n", "", "> Anfang der weitergeleiteten Nachricht:\n>\n"]
)
def test_a_quoted_forward_loses_its_quote_marks(client: str, intro: str) -> None:
    subject, block = BLOCKS[client]
    block = block[block.index("\n") + 1 :] if block.startswith("-") else block
    quoted = "".join(f"> {line}\n" for line in f"{block}{BODY}".split("\n"))
    forward = peel(mail(subject, f"Please look.\n\n{intro}{quoted}\n\nPartner GmbH\n"))
    assert forward is not None
    assert (forward.sender.email, forward.subject) == ("kim@end.example", "Signal")
    assert (forward.text.strip(), forward.forwarder_text) == (BODY, "Please look.")


SAY_FORWARD = ("gmail", "yahoo", "mail.ru", "yandex", "thunderbird", "netease", "zoho")


@pytest.mark.parametrize("client", [name for name in BLOCKS if not name.startswith(SAY_FORWARD)])
@pytest.mark.parametrize("prefix", ["Re: ", "RE: ", "AW: ", "回复：", "SV: ", "Odp: ", "رد: ", "답장: ", "Re[2]: "])
def test_a_reply_that_quotes_is_no_forward(client: str, prefix: str) -> None:
    reply = mail(f"{prefix}Signal", f"Still broken.\n\n{BLOCKS[client][1]}{BODY}\n")
    assert peel(reply) is None
    assert own_words(reply).text.startswith("Still broken.")


def test_a_finnish_vs_is_a_reply_and_a_danish_one_a_forward() -> None:
    assert peel(mail("VS: Signal", f"Hei\n\n{BLOCKS['outlook-fi'][1]}{BODY}")) is None
    assert peel(mail("VS: Signal", f"Hej\n\n{BLOCKS['outlook-da'][1]}{BODY}")) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Your colleague forwarded message 12 to me. From: me. To: you. Please call.",
        "I got a mail, see the forwarded message below:\n\nnothing, I lost it.",
        "Route log:\nFrom: Berlin\nTo: Paris\nDate: 3 June\nThe card 8944500102030405060 was off.",
        "发件人和收件人都是我本人,请不要转发。\n主题：卡不能用\n时间：昨天",
        "On Monday at 10:05 our gateway 10.0.0.1 said: no carrier.\nPlease help.",
        "Please answer before 17:30 to kim@end.example:\nthe card is off.",
    ],
)
def test_words_about_forwarding_are_no_forward(text: str) -> None:
    assert peel(mail("Card is off", text)) is None
    assert own_words(mail("Card is off", text)).text == text


def test_history_under_a_forwarded_reply_is_older_text() -> None:
    block = BLOCKS["gmail-de"][1].replace("Subject: ", "Subject: Re: ")
    history = "On Sun, Jun 2, 2024 at 9:00 AM Partner <partner@reseller.example> wrote:\n> Restart it.\n"
    forward = peel(mail("Fwd: Signal", f"{block}Still off.\n\n{history}"))
    assert forward is not None
    assert (forward.subject, forward.text) == ("Re: Signal", "Still off.")
    assert forward.older_text is not None
    assert forward.older_text.endswith("> Restart it.")


def test_a_sender_named_only_in_a_link_of_the_html_is_known() -> None:
    block = (
        "<div><b>发件人：</b>&nbsp;<a href='mailto:kim@end.example'>金</a></div>"
        "<div><b>发送时间：</b>&nbsp;2024-06-03 10:05</div>"
        "<div><b>收件人：</b> 李</div><div><b>主题：</b>&nbsp;断网</div>"
    )
    text = "请看\n\n发件人： 金\n发送时间： 2024-06-03 10:05\n收件人： 李\n主题： 断网\n您好"
    forward = peel(mail("转发: 断网", text, f"<div>请看</div><blockquote>{block}<div>您好</div></blockquote>"))
    assert forward is not None
    assert (forward.sender.email, forward.sender.name, forward.text) == ("kim@end.example", "金", "您好")


def test_a_wrapped_subject_is_completed_from_the_outer_one() -> None:
    long = "The gateway in the northern pumping station has lost its connection again"
    head, tail = long.split(" lost")
    block = "From: Kim Berg <kim@end.example>\nSent: Monday, June 3, 2024\nTo: partner\n"
    block += f"Subject: {head}\nlost{tail}\n\nHello"
    forward = peel(mail(f"FW: {long}", block))
    assert forward is not None
    assert (forward.subject, forward.text) == (long, "Hello")


def test_a_mail_attached_is_a_forward_and_one_in_a_report_is_not() -> None:
    original = EmailMessage()
    original["From"], original["Subject"] = "Kim Berg <kim@end.example>", "Signal"
    original.set_content("Off.")
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "partner@reseller.example", "Fwd: Signal"
    outer.set_content("See the attached mail.")
    outer.add_attachment(original)
    forward = peel(parse(outer.as_bytes()))
    assert forward is not None
    assert (forward.sender.email, forward.subject, forward.text) == ("kim@end.example", "Signal", "Off.")
    assert forward.forwarder_text == "See the attached mail."
    report = outer.as_bytes().replace(b"multipart/mixed", b"multipart/report").replace(b"Fwd: Signal", b"Undelivered")
    assert peel(parse(report)) is None
