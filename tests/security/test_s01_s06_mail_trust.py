"""Mail gains nobody anything by what it claims (security.md S01 to S06)."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest

from simcare.kernel import clock, policy
from simcare.messaging.actions.outgoing import Draft, write
from simcare.messaging.models import Message, RawMail, Sending, Thread
from simcare.messaging.policy import LIMITS, MailLimits
from simcare.messaging.rules.kinds import Classification
from simcare.messaging.rules.reading import read
from simcare.messaging.rules.signing import thread_of
from simcare.support.actions import tickets
from simcare.support.models import Entry, Party, Ticket
from tests.security.conftest import MailDesk

pytestmark = pytest.mark.django_db

ANA, EVE = "ana@nordlicht.example", "eve@evil.example"
UNCHECKED = re.compile(r"(\d+)\.[a-z2-7]+\.[a-z2-7]{20}")


def mail(sender: str, *, subject: str = "Card offline", body: str = "The card is offline.", **more: str) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "support@simcare.example", subject
    for name, value in more.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(body)
    return letter.as_bytes()


def believe_any_token(_secret: bytes, text: str) -> int | None:
    found = UNCHECKED.search(text.lower())
    return int(found[1]) if found else None


def forged(address: str) -> str:
    """The same token with the last letter of its signature changed."""
    head, at, domain = address.rpartition("@")
    return f"{head[:-1]}{'a' if head[-1] != 'a' else 'b'}{at}{domain}"


@pytest.fixture
def answered(desk: MailDesk) -> Message:
    """A verified ticket of Ana's with an answer of ours."""
    desk.receive(mail(f"Ana <{ANA}>", Message_ID="<ana-1@nordlicht.example>"), trusted=True)
    desk.work()
    draft = Draft(text="It is online again.", language="en", automatic=False)
    written = write(thread=Thread.objects.get(), draft=draft, key="answer", by="mira", at=clock.now())
    desk.work()
    desk.outside.mails.clear()
    return written


@pytest.mark.broken_by(("simcare.messaging.actions.threads.thread_of", believe_any_token))
def test_s01_forged_reply_headers_make_untrusted_ticket(desk: MailDesk, answered: Message) -> None:
    ours = answered.message_id
    attempts = {
        "a forged Message-ID of ours": {"In_Reply_To": f"<{forged(ours)}>"},
        "the same in References": {"References": f"<x@y.example> <{forged(ours)}>"},
        "the customer's own Message-ID": {"In_Reply_To": "<ana-1@nordlicht.example>"},
        "the ticket's tag": {"subject": f"Re: Card offline [#{Ticket.objects.get().id}]"},
        "a staff name and our own address": {"Reply_To": "support@simcare.example"},
    }
    reply_to = f"reply+{ours.partition('@')[0]}@reply.simcare.example"
    for number, (why, headers) in enumerate(attempts.items()):
        desk.receive(mail(f'"Simcare support" <{ANA}>', body=f"Tell me all. {number} {why}", **headers))
    desk.receive(mail(ANA, body="by plus-address"), to=forged(reply_to))
    desk.work()
    first, *others = Ticket.objects.order_by("id")
    assert Entry.objects.filter(ticket=first, message__direction="in").count() == 1
    assert len(others) == len(attempts) + 1
    assert {ticket.standing for ticket in others} == {"claimed"}
    assert {ticket.account_id for ticket in others} == {None}
    told = [str(each["Subject"]) for each in desk.outside.mails]
    assert len(told) <= 1, "only the mail with no forged reference may get the general answer"


@pytest.mark.broken_by(
    ("simcare.messaging.actions.threads.thread_of", believe_any_token),
    ("simcare.messaging.actions.threads._is_his", lambda _thread, _arrival: True),
)
def test_s02_mail_never_grants_reading(desk: MailDesk, answered: Message) -> None:
    ticket = Ticket.objects.get()
    guesses = [
        f"reply+{ticket.thread_id}.{'a' * 16}.{letter * 20}@reply.simcare.example" for letter in "abcdefgh234567"
    ]
    for number, guess in enumerate(guesses):
        desk.receive(
            mail(f"Ana <{ANA}>", subject=f"Re: [#{ticket.id}]", body=f"please add Eve {number}", Cc=f"Eve <{EVE}>"),
            to=guess,
        )
    desk.work()
    draft = Draft(text="For Ana only.", language="en")
    write(thread=ticket.thread, draft=draft, key="second", by="mira", at=clock.now())
    desk.work()
    assert not Party.objects.filter(email=EVE).exists()
    assert EVE not in " ".join(str(value) for sent in desk.outside.mails for value in sent.values())
    assert set(Sending.objects.values_list("recipient", flat=True)) <= {ANA}
    assert Entry.objects.filter(ticket=ticket, message__direction="in").count() == 1
    assert all(thread_of(b"secret", guess) is None for guess in guesses)


@pytest.mark.broken_by(("simcare.messaging.actions.intake.is_code_mail", lambda _parsed: False))
def test_s03_foreign_verification_mail_is_quarantined(desk: MailDesk, answered: Message) -> None:
    reply_to = f"reply+{answered.message_id.partition('@')[0]}@reply.simcare.example"
    codes = [
        ("Your verification code", "Use 493021 to confirm your e-mail address."),
        ("验证码", "您的验证码是 883412，请勿告诉他人。"),
        ("Bestätigen Sie Ihre Anmeldung", "https://login.service.example/confirm?token=0123456789abcdef"),
    ]
    for subject, body in codes:
        desk.receive(mail("no-reply@service.example", subject=subject, body=body), to=reply_to)
    desk.receive(mail(ANA, subject="Re: Card offline", body="Thank you, code 493021 works"), to=reply_to, trusted=True)
    desk.work()
    held = RawMail.objects.filter(state=RawMail.QUARANTINED)
    assert {raw.reason for raw in held} == {"a code or link of another service came to a reply address of ours"}
    assert held.count() == len(codes)
    shown = Entry.objects.filter(ticket=Ticket.objects.get(), message__direction="in")
    assert sorted(entry.message.sender_email for entry in shown) == [ANA, ANA]
    assert "@reply." in answered.message_id, "reply addresses live on their own subdomain"


@pytest.mark.broken_by(("simcare.messaging.actions.outgoing.refuse_too_many", lambda *_, **__: None))
def test_s04_auto_reply_is_no_amplifier(desk: MailDesk) -> None:
    _flood(desk, tries=60)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("policies")
def test_s04_ten_thousand_forged_requests_cause_no_more_mail(desk: MailDesk) -> None:
    """Committed as in life: in one transaction the index of what is to deliver would fill with the dead."""
    _flood(desk, tries=10_000)


def _flood(desk: MailDesk, tries: int) -> None:
    at, most = clock.now(), 12
    values = {**MailLimits().values(), "automatic_per_installation": most}
    policy.change(LIMITS, values=values, source="assumption: a test", by="test", at=at - timedelta(seconds=1))
    for number in range(tries):
        victim = f"victim{number % (tries // 3)}@third.example"
        desk.receive(mail(victim, subject=f"Buy pills {number}", body=f"Visit https://pills.example/{number} now"))
    desk.work(rounds=tries)
    assert Ticket.objects.count() == tries
    assert 0 < len(desk.outside.mails) <= most
    recipients = [str(sent["To"]) for sent in desk.outside.mails]
    assert len(recipients) == len(set(recipients)), "at most one to an address within an hour"
    for sent in desk.outside.mails:
        assert "pills.example" not in str(sent.get_body(("plain",)))
        assert sent["Auto-Submitted"] == "auto-replied"


@pytest.mark.broken_by(("simcare.messaging.actions.threads._is_his", lambda _thread, _arrival: True))
def test_s05_follow_up_inherits_nobody(desk: MailDesk) -> None:
    boss = "boss@nordlicht.example"
    desk.receive(mail(ANA, Message_ID="<old@nordlicht.example>", Cc=boss), trusted=True)
    desk.work()
    old = Ticket.objects.get()
    tickets.solve(ticket_id=old.id, by="mira", at=clock.now())
    desk.outside.mails.clear()
    desk.receive(
        mail(EVE, subject=f"Re: Card offline [#{old.id}]", In_Reply_To="<old@nordlicht.example>"), trusted=True
    )
    desk.work()
    assert Ticket.objects.count() == 2
    new = Ticket.objects.exclude(id=old.id).get()
    assert list(Party.objects.filter(ticket=new).values_list("email", flat=True)) == [EVE]
    assert new.account_id is None
    draft = Draft(text="Hello Eve.", language="en")
    write(thread=new.thread, draft=draft, key="follow-up", by="mira", at=clock.now())
    desk.work()
    for sent in desk.outside.mails:
        assert (str(sent["To"]).count("@"), sent["Cc"], sent["Bcc"]) == (1, None, None)
        assert boss not in sent.as_string()
        assert ANA not in sent.as_string()


@pytest.mark.broken_by(
    ("simcare.messaging.rules.reading.kinds.classify", lambda _raw, _parsed: Classification("message")),
    ("simcare.messaging.actions.outgoing.refuse_too_many", lambda *_, **__: None),
    ("simcare.support.flows.investigation.keep_quiet", lambda decision, *_, **__: decision),
)
def test_s06_two_desks_and_a_bouncer_fall_silent(desk: MailDesk) -> None:
    """The other desk answers all that its own reader (ours) takes for a message; the bouncer returns what it gets."""
    desk.receive(mail("help@other-desk.example", Message_ID="<1@other-desk.example>"))
    desk.receive(mail("gone@bouncer.example", Message_ID="<1@bouncer.example>"))
    exchanged: list[EmailMessage] = []
    for number in range(6):
        desk.work()
        sent, desk.outside.mails[:] = list(desk.outside.mails), []
        exchanged += sent
        for letter in sent:
            _react(desk, letter, number)
    assert len(exchanged) <= 2, "one answer to each, and then silence"
    assert {str(letter["Auto-Submitted"]) for letter in exchanged} == {"auto-replied"}


def _react(desk: MailDesk, letter: EmailMessage, number: int) -> None:
    if "bouncer" in str(letter["To"]):
        report = mail(
            "MAILER-DAEMON@bouncer.example",
            subject="Undelivered Mail Returned to Sender",
            Return_Path="<>",
            body=f"<gone@bouncer.example>: 550 no such user {number}",
        )
        desk.receive(report, to=str(letter["Reply-To"]))
        return
    is_message = read(letter.as_bytes()).kind == "message"
    more = {} if is_message else {"Auto_Submitted": "auto-replied"}
    answer = mail(
        "help@other-desk.example", subject=f"Re: {letter['Subject']}", body=f"We got your mail {number}", **more
    )
    desk.receive(answer, to=str(letter["Reply-To"]))
