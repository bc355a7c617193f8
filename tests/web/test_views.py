"""The console over a real database: a forwarded complaint is seen, answered, noted, corrected; and what is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from simcare.accounts.actions import add_member, add_staff, open_account
from simcare.accounts.models import User
from simcare.accounts.values import MemberRole, StaffRole
from simcare.cards.actions.stock import add_card, assign
from simcare.cards.models import Product
from simcare.diagnosis.actions import examine
from simcare.diagnosis.models import Verdict
from simcare.kernel import clock, outbox
from simcare.kernel.models import AuditEntry, OutboxEvent
from simcare.kernel.tenancy import acting_as_provider
from simcare.messaging.actions.intake import take_in
from simcare.messaging.actions.raw import keep, quarantine
from simcare.messaging.channels.email.parsing import ParsingChild
from simcare.messaging.models import Attachment, Message, RawMail
from simcare.operators.actions.evidence import record
from simcare.operators.values import Evidence
from simcare.support.actions.answers import Proposal, propose
from simcare.support.actions.cards import keep_verdict
from simcare.support.models import Entry, Ticket, TicketCard
from simcare.support.queries.filters import VIEWS

pytestmark = pytest.mark.django_db

ICCID = "89860249213334946911"
MAIL = f"""From: Zhou Min <zhou@lianwang.example>
To: support@simcare.example
Subject: Fwd: the cabinet is offline
Message-ID: <one@lianwang.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain; charset=utf-8

Please look at this card.

---------- Forwarded message ---------
From: Liu Zhiqiang <lzq@cabinet.example>
Date: Mon, 23 Nov 2026 at 08:00
Subject: the cabinet is offline
To: Zhou Min <zhou@lianwang.example>

No network since Saturday. ICCID {ICCID}
--c
Content-Type: text/html; charset=utf-8

<p>Please look at this card.</p><script>alert(1)</script><img src="https://evil.example/pixel.png">
--c--
--b
Content-Type: text/html; name="evil.html"
Content-Disposition: attachment; filename="evil.html"

<script>alert(1)</script>
--b--
""".replace("\n", "\r\n").encode()


@dataclass
class Complaint:
    """A ticket with its card, verdict and proposed answer."""

    ticket: Ticket
    verdict: Verdict

    @property
    def url(self) -> str:
        return f"/tickets/{self.ticket.id}/"


@pytest.fixture(scope="module")
def reader() -> Iterator[ParsingChild]:
    with ParsingChild() as child:
        yield child


@pytest.fixture
def complaint(reader: ParsingChild) -> Complaint:
    at = clock.now()
    with acting_as_provider():
        account = open_account(name="Lianwang", by="test", at=at)
        add_member(
            account=account, email="zhou@lianwang.example", name="Zhou Min", role=MemberRole.OWNER, by="test", at=at
        )
        product = Product.objects.create(code="cn1", name="CN data card", apn="cmiot")
        card = add_card(iccid=ICCID, product=product, platform="eiotclub", at=at)
        assign(card=card, account=account, by="test", at=at - timedelta(days=1))
        record(card_id=card.id, evidence=list(_used_up(at)))
        keep(content=MAIL, peer="127.0.0.1", trusted=True, mail_from="", rcpt_to=["support@simcare.example"], at=at)
    take_in(read=reader.read, limit=5)
    with acting_as_provider():
        outbox.deliver("quick")
        ticket = Ticket.objects.get()
        verdict = examine(card_id=card.id, ticket=ticket.key, by="desk", at=at)
        keep_verdict(ticket=ticket, ticket_card=TicketCard.objects.get(), verdict=verdict, at=at)
        propose(ticket_id=ticket.id, proposal=_proposal(), at=at)
    return Complaint(Ticket.objects.get(), verdict)


@pytest.fixture
def agent(client: Client) -> Client:
    with acting_as_provider():
        user = add_staff(
            email="jo@simcare.example", name="Jo", role=StaffRole.AGENT, password="a long one", by="t", at=clock.now()
        )
    client.force_login(user)
    return client


def test_the_ticket_shows_both_people_the_card_and_the_verdict(agent: Client, complaint: Complaint) -> None:
    page = agent.get(complaint.url).content.decode()
    for seen in ("Liu Zhiqiang", "Zhou Min", "Lianwang", "Package volume is used up", "Customer: account", ICCID):
        assert seen in page
    assert "the finding costs the customer money" in page


PAGES = (
    *(f"/?view={view}" for view in VIEWS),
    "/",
    "/?view=nonsense&from=x",
    "/cards/",
    f"/cards/{ICCID}/",
    "/accounts/",
    "/policies/",
)
MORE = ("/quarantine/", "/audit/?check=1", "/search/?q=cabinet", "/search/?q=8986", "/search/")


@pytest.mark.parametrize("path", [*PAGES, *MORE])
def test_every_page_opens(agent: Client, complaint: Complaint, path: str) -> None:
    assert agent.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/tickets/999/", "/cards/8900000000000000000/", "/accounts/999/", "/attachments/999/"]
)
def test_what_is_not_there_says_so(agent: Client, complaint: Complaint, path: str) -> None:
    answer = agent.get(path)
    assert answer.status_code == 404
    assert "Back to the desk" in answer.content.decode()


def test_a_sent_answer_is_one_message_however_often_it_is_clicked(agent: Client, complaint: Complaint) -> None:
    told = {"text": "Please top up.", "key": "abc", "version": Message.objects.latest("id").id}
    for _ in range(3):
        agent.post(f"{complaint.url}reply/", told)
    assert [message.text for message in Message.objects.filter(direction="out")] == ["Please top up."]
    assert Ticket.objects.get().state == "waiting"


def test_an_answer_that_crosses_the_customers_next_mail_is_held_and_not_lost(
    agent: Client, complaint: Complaint
) -> None:
    told = {"text": "Please top up, it is used up.", "key": "abc", "version": 0}
    agent.post(f"{complaint.url}reply/", told)
    assert not Message.objects.filter(direction="out").exists()
    assert "Please top up, it is used up." in agent.get(complaint.url).content.decode()


def test_an_empty_answer_is_refused_in_words(agent: Client, complaint: Complaint) -> None:
    agent.post(f"{complaint.url}reply/", {"text": "  ", "key": "abc"}, headers={"Referer": "/"})
    assert "without text" in agent.get("/").content.decode()
    assert not Message.objects.filter(direction="out").exists()


def test_notes_stay_inside(agent: Client, complaint: Complaint) -> None:
    agent.post(f"{complaint.url}note/", {"text": "Called them."})
    assert Entry.objects.get(kind="note").text == "Called them."
    assert not Message.objects.filter(direction="out").exists()


def test_take_solve_and_reopen(agent: Client, complaint: Complaint) -> None:
    agent.post(f"{complaint.url}take/")
    assert str(Ticket.objects.get().assignee) == "Jo"
    agent.post(f"{complaint.url}solve/")
    assert Ticket.objects.get().state == "solved"
    agent.post(f"{complaint.url}reopen/")
    assert Ticket.objects.get().state == "open"


def test_a_corrected_verdict_is_shown_and_audited(agent: Client, complaint: Complaint) -> None:
    agent.post(
        f"/verdicts/{complaint.verdict.id}/correct/",
        {"code": "package_missing", "liable": "provider", "reason": "Never ordered.", "ticket": complaint.ticket.id},
    )
    page = agent.get(complaint.url).content.decode()
    assert "Corrected by jo@simcare.example" in page
    assert "Never ordered." in page
    assert AuditEntry.objects.filter(action="verdict.corrected", by="jo@simcare.example").exists()


def test_an_examination_is_asked_for_not_waited_for(agent: Client, complaint: Complaint) -> None:
    agent.post(f"/cards/{ICCID}/examine/", {"ticket": complaint.ticket.id})
    wanted = OutboxEvent.objects.get(name__endswith="ExaminationWanted")
    assert wanted.payload["ticket_id"] == complaint.ticket.id


def test_a_mail_as_sent_can_load_and_run_nothing(agent: Client, complaint: Complaint) -> None:
    answer = agent.get(f"/messages/{Message.objects.get().id}/html/")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<script" not in answer.content.decode()


def test_an_attachment_is_only_ever_a_download(agent: Client, complaint: Complaint) -> None:
    answer = agent.get(f"/attachments/{Attachment.objects.get().id}/")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.fixture
def quarantined() -> int:
    with acting_as_provider():
        number = keep(
            content=b"broken", peer="127.0.0.1", trusted=True, mail_from="x@y.example", rcpt_to=[], at=clock.now()
        )
        quarantine(raw_id=number, reason="The mail ends inside a header.")
    return number


def _become(role: StaffRole) -> None:
    User.objects.filter(email="jo@simcare.example").update(role=role)


def test_a_supervisor_opens_a_quarantined_mail_and_replays_it(agent: Client, quarantined: int) -> None:
    _become(StaffRole.SUPERVISOR)
    assert "ends inside a header" in agent.get("/quarantine/").content.decode()
    assert agent.get(f"/quarantine/{quarantined}/raw/").content == b"broken"
    agent.post(f"/quarantine/{quarantined}/replay/")
    assert RawMail.objects.get(id=quarantined).state == "waiting"


def test_an_agent_sees_the_quarantine_but_neither_opens_nor_replays(agent: Client, quarantined: int) -> None:
    assert "ends inside a header" in agent.get("/quarantine/").content.decode()
    assert agent.get(f"/quarantine/{quarantined}/raw/").status_code == 403
    agent.post(f"/quarantine/{quarantined}/replay/")
    assert RawMail.objects.get(id=quarantined).state == "quarantined"


def test_a_revoked_role_answers_nobody_at_once(agent: Client, complaint: Complaint) -> None:
    _become(StaffRole.FINANCE)
    agent.post(f"{complaint.url}solve/")
    assert Ticket.objects.get().state != "solved"


def test_changes_need_a_post(agent: Client, complaint: Complaint) -> None:
    assert agent.get(f"{complaint.url}solve/").status_code == 405
    assert agent.post(complaint.url).status_code == 405


def test_changes_need_the_token_of_our_own_page(complaint: Complaint, agent: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = agent.cookies
    assert strict.post(f"{complaint.url}solve/").status_code == 403


def test_the_stream_pass_is_renewed_for_staff(agent: Client) -> None:
    assert "?token=" in agent.get("/stream-pass/").json()["url"]


def _used_up(at: object) -> Iterator[Evidence]:
    facts = {
        "platform.reachable": True,
        "card.state": "active",
        "package.present": True,
        "package.state": "exhausted",
        "package.total_bytes": 1_000_000_000,
        "package.used_bytes": 1_000_000_000,
        "package.remaining_bytes": 0,
        "package.limit_action": "block",
    }
    return (Evidence(field, value, at, at, "eiotclub") for field, value in facts.items())  # type: ignore[arg-type]  # a time


def _proposal() -> Proposal:
    return Proposal(
        audience="forwarder",
        language="en",
        subject="Re: the cabinet is offline",
        text="Dear Zhou Min, the package is used up.",
        words_version="1",
        may_send=False,
        reason="class_money",
        most_per_hour=60,
    )
