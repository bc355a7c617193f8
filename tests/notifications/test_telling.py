"""Whom an event concerns is told, once, and never of an own act; by digest and by push as chosen."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.test import Client

from simcare.accounts.models import OneTimeLink, User
from simcare.accounts.values import StaffRole
from simcare.clocks.events import ClockBreached
from simcare.kernel import clock, outbox
from simcare.kernel.models import Delivery
from simcare.kernel.tenancy import acting_as_provider
from simcare.messaging.actions.outgoing import send_due
from simcare.messaging.events import MailQuarantined
from simcare.notifications.actions.choosing import choose
from simcare.notifications.actions.sending import send_digests
from simcare.notifications.actions.telling import mark_read, tell
from simcare.notifications.models import Choices, Notification
from simcare.notifications.values import Kind, Way
from simcare.support.events import ColleagueMentioned, TicketAssigned
from tests.journeys.conftest import Recipients, recipients
from tests.security.people import browser, colleague, deliver

__all__ = ["recipients"]
pytestmark = pytest.mark.django_db
ALL = {kind: set(Way) for kind in Kind}


def plain(mail: EmailMessage) -> str:
    """Its words as text; the same stand beside them as HTML."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.fixture
def jo() -> User:
    return colleague("Jo")


def told() -> list[tuple[str, str]]:
    return [(row.user.name, row.kind) for row in Notification.objects.select_related("user").order_by("id")]


def publish(*events: object, subject: str = "ticket:12") -> None:
    for event in events:
        outbox.publish(event, subject=subject)  # type: ignore[arg-type]  # events of several modules
    deliver()


def test_who_gets_a_ticket_or_is_named_is_told(jo: User) -> None:
    publish(TicketAssigned(ticket_id=12, assignee_id=jo.id, by="desk"))
    publish(ColleagueMentioned(ticket_id=12, entry_id=3, user_id=jo.id, by="ada@simcare.example"))
    assert told() == [("Jo", "assigned"), ("Jo", "mentioned")]


def test_nobody_is_told_of_the_own_act(jo: User) -> None:
    publish(
        TicketAssigned(ticket_id=12, assignee_id=jo.id, by=jo.email),
        ColleagueMentioned(ticket_id=12, entry_id=3, user_id=jo.id, by=jo.email),
    )
    assert told() == []


def test_an_event_delivered_again_tells_nobody_again_and_a_new_one_does(jo: User) -> None:
    publish(TicketAssigned(ticket_id=12, assignee_id=jo.id, by="desk"))
    Delivery.objects.update(done_at=None)
    deliver()
    assert told() == [("Jo", "assigned")]
    publish(TicketAssigned(ticket_id=12, assignee_id=jo.id, by="desk"))
    assert len(told()) == 1, "the first one is still unread: the desk gave the ticket back and forth"
    mark_read(user_id=jo.id, at=clock.now())
    publish(TicketAssigned(ticket_id=12, assignee_id=jo.id, by="desk"))
    assert len(told()) == 2


def test_what_is_nobodys_goes_to_those_who_lead(jo: User) -> None:
    colleague("Sam", StaffRole.SUPERVISOR)
    publish(
        MailQuarantined(raw_id=1, reason="deep"),
        ClockBreached(clock_id=1, subject="ticket:404", kind="first", due_at="2026-11-25T12:00:00+00:00"),
    )
    assert told() == [("Sam", "quarantined"), ("Sam", "promise_broken")]


def test_the_bell_counts_and_a_link_leads_on(jo: User) -> None:
    publish(TicketAssigned(ticket_id=12, assignee_id=jo.id, by="desk"))
    client, row = browser(jo), Notification.objects.get()
    assert client.get("/notifications/count/").json() == {"unread": 1}
    assert client.get(f"/notifications/{row.id}/").headers["Location"] == "/tickets/12/"
    assert client.get("/notifications/count/").json() == {"unread": 0}
    assert browser(colleague("Sam")).get(f"/notifications/{row.id}/").status_code == 404


def test_a_digest_comes_at_its_time_with_what_is_new_and_not_about_nothing(jo: User, recipients: Recipients) -> None:
    at = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    jo.zone, jo.language = "Europe/Berlin", "de"
    jo.save()
    choose(user=jo, ways=ALL, quiet=("", ""), digests="08:30, 16:00", at=at)
    tell(user_ids=[jo.id], kind=Kind.ASSIGNED, subject="ticket:12", key="one", by="desk", at=at)
    send_digests(at + timedelta(minutes=29))
    assert recipients.mails == []
    send_digests(at + timedelta(minutes=30))
    send_due()
    (mail,) = recipients.mails
    assert mail["To"] == "Jo <jo@simcare.example>"
    assert "Ticket 12 ist jetzt Ihres" in plain(mail)
    send_digests(at + timedelta(hours=8))
    send_due()
    assert len(recipients.mails) == 1
    assert Choices.objects.get().next_digest_at == datetime(2026, 11, 26, 7, 30, tzinfo=UTC)


def test_what_was_read_meanwhile_is_in_no_digest(jo: User, recipients: Recipients) -> None:
    at = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    choose(user=jo, ways=ALL, quiet=("", ""), digests="08:30", at=at)
    tell(user_ids=[jo.id], kind=Kind.ASSIGNED, subject="ticket:12", key="one", by="desk", at=at)
    mark_read(user_id=jo.id, at=at)
    send_digests(at + timedelta(hours=12))
    send_due()
    assert recipients.mails == []


def test_an_invitation_and_a_new_password_are_mailed_and_their_tokens_forgotten(recipients: Recipients) -> None:
    ada = colleague("Ada", StaffRole.ADMIN)
    form = {"email": "kim@simcare.example", "name": "Kim", "role": "agent", "language": "fr"}
    assert browser(ada).post("/team/invite/", form).status_code == 302
    with acting_as_provider():
        outbox.deliver("network")
        outbox.deliver("network")
    (mail,) = recipients.mails
    assert mail["Subject"] == "Votre invitation au desk"
    link = next(line for line in plain(mail).splitlines() if "/sign-in/welcome/" in line)
    assert Client().get(link.removeprefix("http://localhost:8000")).status_code == 200
    assert OneTimeLink.objects.get().sealed == ""


def test_a_push_waits_for_the_end_of_the_quiet_hours(jo: User) -> None:
    at = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
    choose(user=jo, ways=ALL, quiet=("20:00", "07:30"), digests="", at=at)
    tell(user_ids=[jo.id], kind=Kind.ASSIGNED, subject="ticket:12", key="one", by="desk", at=at)
    assert Notification.objects.get().push_at == datetime(2026, 11, 26, 7, 30, tzinfo=UTC)


def test_a_way_that_was_switched_off_is_not_gone(jo: User) -> None:
    choose(user=jo, ways={}, quiet=("", ""), digests="", at=clock.now())
    tell(user_ids=[jo.id], kind=Kind.ASSIGNED, subject="ticket:12", key="one", by="desk", at=clock.now())
    row = Notification.objects.get()
    assert (row.push_at, row.waits_for_mail) == (None, False)
