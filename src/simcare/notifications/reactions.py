"""Whom an event concerns. Each answer is one own action, and repeatable: its key is the event."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simcare.accounts.events import LinkMade
from simcare.accounts.queries import list_staff
from simcare.accounts.values import StaffRole
from simcare.clocks.events import ClockBreached, ClockNearsBreach
from simcare.diagnosis.events import IncidentOpened
from simcare.kernel import clock
from simcare.kernel.outbox import delivered_event_id, reacts_to, reacts_to_many
from simcare.kernel.tenancy import acting_as_provider
from simcare.messaging.events import MailQuarantined
from simcare.notifications.actions.news import keep_news
from simcare.notifications.actions.sending import send_link
from simcare.notifications.actions.telling import tell
from simcare.notifications.queries import news_terms_at
from simcare.notifications.values import Kind, News
from simcare.support.events import ColleagueMentioned, TicketAssigned, TicketContinued
from simcare.support.queries.tickets import find_assignee
from simcare.usage.events import AlertsRaised, AnomalyFound
from simcare.usage.queries.alerts import alerts_by_id
from simcare.usage.queries.found import anomalies_by_id

if TYPE_CHECKING:
    from simcare.usage.models import Alert, Anomaly

LEADING = (StaffRole.SUPERVISOR, StaffRole.ADMIN)


@reacts_to(TicketAssigned)
def tell_whose_it_is(event: TicketAssigned) -> None:
    """The colleague who has it now."""
    if event.assignee_id:
        subject = f"ticket:{event.ticket_id}"
        key = f"assigned:{delivered_event_id()}"
        tell(user_ids=[event.assignee_id], kind=Kind.ASSIGNED, subject=subject, key=key, by=event.by, at=clock.now())


@reacts_to(ColleagueMentioned)
def tell_who_is_named(event: ColleagueMentioned) -> None:
    """The colleague whom a note names."""
    subject, key = f"ticket:{event.ticket_id}", f"mentioned:{event.entry_id}"
    tell(user_ids=[event.user_id], kind=Kind.MENTIONED, subject=subject, key=key, by=event.by, at=clock.now())


@reacts_to(TicketContinued)
def tell_that_the_customer_wrote(event: TicketContinued) -> None:
    """The colleague who has the ticket."""
    subject, key = f"ticket:{event.ticket_id}", f"continued:{event.message_id}"
    tell(user_ids=_assignee(subject), kind=Kind.CONTINUED, subject=subject, key=key, by="", at=clock.now())


@reacts_to(ClockNearsBreach)
def tell_of_a_promise_near_its_end(event: ClockNearsBreach) -> None:
    """The colleague who has the ticket, else those who lead."""
    _tell_of_promise(event, Kind.PROMISE_NEAR)


@reacts_to(ClockBreached)
def tell_of_a_broken_promise(event: ClockBreached) -> None:
    """The colleague who has the ticket, else those who lead."""
    _tell_of_promise(event, Kind.PROMISE_BROKEN)


@reacts_to(MailQuarantined)
def tell_of_an_unreadable_mail(event: MailQuarantined) -> None:
    """Those who may open it."""
    subject = f"raw:{event.raw_id}"
    tell(user_ids=_leaders(), kind=Kind.QUARANTINED, subject=subject, key=f"held:{subject}", by="", at=clock.now())


@reacts_to(IncidentOpened)
def tell_of_an_incident(event: IncidentOpened) -> None:
    """Those who lead."""
    subject = f"incident:{event.incident_id}"
    tell(user_ids=_leaders(), kind=Kind.INCIDENT, subject=subject, key=f"opened:{subject}", by="", at=clock.now())


@reacts_to(AlertsRaised, lane="later")
def tell_an_account_of_alerts(event: AlertsRaised) -> None:
    """The people of the account, gathered."""
    with acting_as_provider():
        keep_news([_alert(each) for each in alerts_by_id(event.alert_ids)], at=clock.now())


@reacts_to_many(AnomalyFound, lane="later")
def tell_an_account_of_anomalies(events: Sequence[AnomalyFound]) -> None:
    """The people of the account, of kinds that the policy names."""
    at = clock.now()
    kinds = news_terms_at(at).anomaly_kinds
    numbers = [event.anomaly_id for event in events if event.kind in kinds]
    with acting_as_provider():
        keep_news([_anomaly(each) for each in anomalies_by_id(numbers)], at=at)


@reacts_to(LinkMade, lane="network")
def mail_a_link(event: LinkMade) -> None:
    """The person for whom it is."""
    send_link(link_id=event.link_id, at=clock.now())


def _alert(alert: "Alert") -> News:
    until_at = alert.until_at.isoformat() if alert.until_at else None
    numbers = {"value": alert.value, "allowance_bytes": alert.allowance_bytes, "until_at": until_at}
    return News(
        account_id=alert.account_id,
        kind=alert.kind,
        iccid=alert.card.iccid,
        numbers=numbers,
        key=f"alert:{alert.id}",
    )


def _anomaly(anomaly: "Anomaly") -> News:
    return News(
        account_id=anomaly.account_id,
        kind="anomaly",
        iccid=anomaly.card.iccid,
        numbers={"kind": anomaly.kind},
        key=f"anomaly:{anomaly.id}",
    )


def _tell_of_promise(event: ClockNearsBreach | ClockBreached, kind: Kind) -> None:
    if not event.subject.startswith("ticket:"):
        return
    key = f"{kind.value}:{event.clock_id}:{event.due_at}"
    people = _assignee(event.subject) or _leaders()
    tell(user_ids=people, kind=kind, subject=event.subject, key=key, by="", at=clock.now())


def _assignee(subject: str) -> list[int]:
    found = find_assignee(int(subject.removeprefix("ticket:")))
    return [found] if found else []


def _leaders() -> list[int]:
    return list(list_staff().filter(role__in=LEADING).values_list("id", flat=True))
