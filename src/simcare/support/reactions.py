"""What the desk does when something happened elsewhere. Each answer is one action or flow, and repeatable."""

from collections.abc import Sequence

from simcare.clocks.events import ClockBreached, ClockNearsBreach, EscalationDue
from simcare.diagnosis.events import IncidentClosed, IncidentOpened
from simcare.kernel import clock
from simcare.kernel.outbox import reacts_to, reacts_to_many
from simcare.messaging.events import MessageFailed, MessageReceived
from simcare.operators.events import CommandSettled, EvidenceArrived
from simcare.operators.queries import title_of
from simcare.support.actions import (
    breaches,
    children,
    escalation,
    escalations,
    satisfaction,
    search,
    snoozes,
)
from simcare.support.events import (
    EscalationRaised,
    ExaminationWanted,
    TicketContinued,
    TicketOpened,
    TicketSolved,
    TicketUpdated,
)
from simcare.support.flows import remedies
from simcare.support.flows.complaint import receive
from simcare.support.flows.investigation import investigate, judge_again, look_at_card

SHARED_FAULT = {
    "network": "Cards fail on network {} of {}",
    "cell": "Cards fail in cell {} of {}",
    "range": "Cards {}… of {} fail",
}
"""Subjects of the tickets of incidents, by what their cards share: its key, then the platform."""


@reacts_to_many(MessageReceived)
def open_or_continue_tickets(events: Sequence[MessageReceived]) -> None:
    """Messages become tickets, or go on the timelines of those they belong to."""
    receive(message_ids=[event.message_id for event in events], at=clock.now())


@reacts_to(TicketContinued)
def wake_for_customer(event: TicketContinued) -> None:
    """A ticket never sleeps while its customer waits."""
    snoozes.wake(ticket_id=event.ticket_id, by=snoozes.BY_CUSTOMER, at=clock.now())


@reacts_to(ClockNearsBreach)
def wake_for_promise(event: ClockNearsBreach) -> None:
    """Nor while a promise is in danger."""
    if event.subject.startswith("ticket:"):
        ticket_id = int(event.subject.removeprefix("ticket:"))
        snoozes.wake(ticket_id=ticket_id, by=snoozes.BY_PROMISE, at=clock.now())


@reacts_to(TicketOpened, lane="network")
def investigate_new_ticket(event: TicketOpened) -> None:
    """Its cards are examined and an answer is made."""
    investigate(ticket_id=event.ticket_id, at=clock.now(), in_burst=True)


@reacts_to(TicketContinued, lane="network")
def investigate_again(event: TicketContinued) -> None:
    """New cards, or new words of the customer, ask for a new look."""
    investigate(ticket_id=event.ticket_id, at=clock.now())


@reacts_to(ExaminationWanted, lane="network")
def examine_as_wanted(event: ExaminationWanted) -> None:
    """A person asked for a new look."""
    if event.ticket_id:
        investigate(ticket_id=event.ticket_id, at=clock.now())
    else:
        look_at_card(card_id=event.card_id, at=clock.now())


@reacts_to(EvidenceArrived, lane="network")
def judge_what_lacked_evidence(event: EvidenceArrived) -> None:
    """A platform that was silent has answered, or tells more: verdicts that waited for it are given by themselves."""
    judge_again(card_id=event.card_id, at=clock.now())


@reacts_to(CommandSettled, lane="network")
def follow_up_remedy(event: CommandSettled) -> None:
    """A change of a card has ended: look again, and tell the customer."""
    remedies.follow_up(command_id=event.command_id, at=clock.now())


@reacts_to(IncidentOpened)
def open_a_ticket_for_an_incident(event: IncidentOpened) -> None:
    """Many cards of one group fail: their tickets have a parent from now on."""
    children.open_incident(
        subject=SHARED_FAULT[event.grouping].format(event.key, title_of(event.platform)),
        card_ids=event.card_ids,
        incident_id=event.incident_id,
        by="desk",
        at=clock.now(),
    )


@reacts_to(IncidentClosed)
def ask_for_last_words(event: IncidentClosed) -> None:
    """The cards work again: the children of the incident's ticket can be told in one go."""
    children.end_incident(incident_id=event.incident_id, by="desk", at=clock.now())


@reacts_to(TicketSolved)
def ask_whether_it_helped(event: TicketSolved) -> None:
    """The person is asked once, some minutes later."""
    satisfaction.ask(ticket_id=event.ticket_id, at=clock.now())


@reacts_to(MessageFailed)
def tell_of_undelivered_answer(event: MessageFailed) -> None:
    """An answer that did not arrive answered nobody."""
    escalation.answer_failed(
        thread_id=event.thread_id, message_id=event.message_id, answer=event.answer, at=clock.now()
    )


@reacts_to(EscalationDue)
def call_for_people(event: EscalationDue) -> None:
    """A level of the chain fell due: its people are called, nights and weekends too."""
    escalations.call(clock_id=event.clock_id, level=event.level, at=clock.now())


@reacts_to(EscalationRaised, lane="network")
def write_to_the_called(event: EscalationRaised) -> None:
    """Who is called by mail gets one, written like any other message."""
    escalations.write_mails(escalation_id=event.escalation_id, times_called=event.times_called, at=clock.now())


@reacts_to(ClockBreached)
def say_that_a_promise_is_broken(event: ClockBreached) -> None:
    """A promise was not kept: the ticket says so for ever, and the report knows why."""
    escalation.note_breach(clock_subject=event.subject, kind=event.kind, due_at=event.due_at, at=clock.now())
    breaches.record(clock_id=event.clock_id)


@reacts_to_many(TicketOpened, lane="later")
def find_new_tickets(events: Sequence[TicketOpened]) -> None:
    """New tickets can be found."""
    search.keep_texts(ticket_ids=[event.ticket_id for event in events])


@reacts_to_many(TicketUpdated, lane="later")
def find_changed_tickets(events: Sequence[TicketUpdated]) -> None:
    """What is new on a ticket can be found."""
    search.keep_texts(ticket_ids=[event.ticket_id for event in events])
