"""The cards of a ticket are looked into with fresh evidence, and an answer is made from what is found.

Runs outside any transaction: operators are asked first, then everything is written in one go. Repeatable: a second
run finds newer evidence and replaces its own proposal.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import DateTimeField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from simcare.cards.models import Card
from simcare.cards.queries.fleet import get_card
from simcare.diagnosis.actions import examine
from simcare.kernel import policy
from simcare.messaging.queries import threads
from simcare.operators.actions import refresh, refresh_many
from simcare.operators.queries import last_heard_at, list_stale_cards
from simcare.support.actions.answers import (
    KNOWN_ANSWERS_PER_HOUR,
    STRANGER_ANSWERS_PER_HOUR,
    Proposal,
    last_said,
    propose,
    spoke_by_itself,
)
from simcare.support.actions.cards import keep_verdict
from simcare.support.actions.tickets import get_ticket
from simcare.support.models import Answer, Party, Ticket, TicketCard
from simcare.support.queries.open_cards import list_unexamined_cards
from simcare.support.queries.remedies import done_since_last_word
from simcare.support.rules.answers import (
    Audience,
    AutoSendTerms,
    CardVerdict,
    Desk,
    FindingClass,
    People,
    Sender,
    auto_send_allowed,
    compose,
    keep_quiet,
)
from simcare.support.rules.telling import card_verdict, not_this_accounts_card
from simcare.support.values import CardRelation, PartyRole, Standing, TicketState

RECHECKED_AT_ONCE: Final = 5
LOOKED_AT_FOR: Final = timedelta(days=7)
READ_TOGETHER_FOR: Final = timedelta(seconds=20)
"""What was read so lately is not read again: it came with another ticket of the same burst."""


def investigate(*, ticket_id: int, at: datetime, in_burst: bool = False) -> None:
    """Examine every card that the requester may hear about, then answer or propose. Spam is left alone.

    `in_burst`: tickets come in floods, so what was read with another ticket a moment ago is not read again.
    """
    ticket = get_ticket(ticket_id)
    if _is_left_alone(ticket):
        return
    card_ids = [card_id for _, card_id in _proven(ticket)]
    refresh_many(card_ids=_unread(ticket_id, card_ids, at) if in_burst else card_ids, at=at)
    conclude(ticket_id=ticket_id, at=at)


def conclude(*, ticket_id: int, at: datetime) -> Answer:
    """The verdicts on a ticket's cards by what is stored, and the answer that follows. No operator is asked."""
    ticket = get_ticket(ticket_id)
    heard = last_said(ticket)
    told, is_news = _judge(ticket, at)
    return propose(ticket_id=ticket_id, proposal=_proposal(ticket, told, at, is_news=is_news), last_seen=heard, at=at)


def judge_again(*, card_id: int, at: datetime) -> int:
    """Evidence about the card has come: open tickets that lacked it get their verdicts; returns how many.

    No operator is asked. Only another verdict makes another answer, so that nobody's proposal changes for nothing.
    """
    tickets = [ticket for ticket in _lacking(card_id, at) if not _is_left_alone(ticket)]
    for ticket in tickets:
        told, is_news = _judge(ticket, at)
        if is_news:
            propose(ticket_id=ticket.id, proposal=_proposal(ticket, told, at, is_news=True), at=at)
    return len(tickets)


def recheck(*, at: datetime) -> int:
    """Look again at open tickets whose verdict said that it would. A sent answer stays the last word.

    The time is a promise to the customer, for the answer names it. Returns for how many it is kept now: whoever comes
    again at once while something is done would never rest over a ticket on which nothing can be.
    """
    # As a time: among JSON values "null" comes before every text, and a verdict that promises nothing would be due.
    looked_at_again = Cast(KeyTextTransform("recheck_at", "verdict__result"), DateTimeField())
    named = TicketCard.objects.filter(_is_looked_at(at), ticket__thread__isnull=False, relation=CardRelation.PROVEN)
    promised = named.annotate(looked_at_again=looked_at_again).filter(looked_at_again__lte=at)
    ticket_ids = list(promised.order_by("ticket_id").values_list("ticket_id", flat=True).distinct()[:RECHECKED_AT_ONCE])
    for ticket_id in ticket_ids:
        investigate(ticket_id=ticket_id, at=at)
    left = promised.filter(ticket_id__in=ticket_ids).values("ticket_id").distinct().count()
    return len(ticket_ids) - left


def look_at_card(*, card_id: int, at: datetime) -> None:
    """Read one card at its operator and judge it, for no ticket."""
    refresh(card_id=card_id, at=at)
    examine(card_id=card_id, by="desk", at=_known_at(card_id, at))


def _known_at(card_id: int, at: datetime) -> datetime:
    """The instant to judge the card at: what was read for another ticket meanwhile, and so later than `at`, counts too.

    Of one event that two have read, the one who asked later may have stored it: judged at `at`, it would be missing.
    """
    return max(at, last_heard_at(card_id) or at)


def _is_left_alone(ticket: Ticket) -> bool:
    return ticket.own == TicketState.SPAM or ticket.thread_id is None


def _is_looked_at(at: datetime) -> Q:
    """Cards of tickets that are open, by themselves or as a part, and not for longer than a week."""
    is_open = Q(ticket__state=TicketState.OPEN) | Q(ticket__own_state=TicketState.OPEN)
    return is_open & Q(ticket__opened_at__gt=at - LOOKED_AT_FOR)


def _lacking(card_id: int, at: datetime) -> list[Ticket]:
    """Tickets whose verdict on the card wanted evidence and does not know what has come since.

    What a person has corrected stands.
    """
    lacks = Q(verdict__result__findings__contains=[{"code": "insufficient_evidence"}], verdict__reason="")
    named = TicketCard.objects.filter(_is_looked_at(at), lacks, card_id=card_id, relation=CardRelation.PROVEN)
    waiting = named.filter(verdict__requested_at__lt=last_heard_at(card_id) or at)
    return [card.ticket for card in waiting.select_related("ticket").order_by("ticket_id")]


def _proven(ticket: Ticket) -> list[tuple[TicketCard, int]]:
    """The ticket's cards that its requester may hear about."""
    named = TicketCard.objects.filter(ticket=ticket, relation=CardRelation.PROVEN, card__isnull=False)
    return [(card, card.card_id) for card in named.select_related("verdict").order_by("id") if card.card_id]


def _judge(ticket: Ticket, at: datetime) -> tuple[list[CardVerdict], bool]:
    """What is to be told of the ticket's cards by what is stored now, and whether any verdict differs from the last."""
    told, is_news = [], False
    for card, card_id in _proven(ticket):
        verdict = examine(card_id=card_id, ticket=ticket.key, by="desk", at=_known_at(card_id, at))
        is_news |= keep_verdict(ticket=ticket, ticket_card=card, verdict=verdict, at=at)
        told.append(card_verdict(card.iccid, verdict.result, _facts(get_card(card_id))))
    if ticket.standing == Standing.VERIFIED:
        others = TicketCard.objects.filter(ticket=ticket).exclude(relation=CardRelation.PROVEN).order_by("id")
        told += [not_this_accounts_card(card.iccid) for card in others]
    return told, is_news


def _unread(ticket_id: int, card_ids: Sequence[int], at: datetime) -> list[int]:
    """The ticket's cards that were not read a moment ago, and with them those of the tickets that wait behind it.

    A platform that tells of many cards by one call is so asked once for a whole burst of mails.
    """
    lately = at - READ_TOGETHER_FOR
    unread = list_stale_cards(list(card_ids), older_than=lately)
    if not unread:
        return []
    return [*unread, *list_stale_cards(list_unexamined_cards(but=ticket_id), older_than=lately)]


def _facts(card: Card) -> dict[str, str]:
    return {name: value for name, value in {"apn": card.product.apn, "package": card.product.name}.items() if value}


def _proposal(ticket: Ticket, told: Sequence[CardVerdict], at: datetime, *, is_news: bool) -> Proposal:
    sender, audience = Sender(ticket.standing), _audience(ticket)
    terms = policy.terms("auto_send", at)
    done = done_since_last_word(ticket.id, ticket.thread_id or 0) if sender is Sender.VERIFIED else []
    decision = keep_quiet(
        auto_send_allowed(told, sender, ticket.category, _auto_send_terms(terms.values)),
        done,
        is_answered=ticket.own in (TicketState.WAITING, TicketState.SOLVED),
        was_told=not is_news and spoke_by_itself(ticket),
    )
    answer = compose(
        told,
        audience=audience,
        language=ticket.answer_language,
        people=_people(ticket),
        category=ticket.category,
        promised_at=ticket.due_at,
        desk=Desk(name=settings.SIMCARE_DESK_NAME, email=settings.SIMCARE_SUPPORT_ADDRESS),
        done=done,
    )
    is_spam = ticket.thread_id is not None and threads.looks_like_spam(ticket.thread_id)
    return Proposal(
        audience=audience,
        language=answer.language,
        subject=answer.subject,
        text=answer.text,
        words_version=str(answer.template_version),
        may_send=decision.allowed and not is_spam,
        reason="looks_like_spam" if is_spam else decision.reason,
        most_per_hour=KNOWN_ANSWERS_PER_HOUR if sender is Sender.VERIFIED else STRANGER_ANSWERS_PER_HOUR,
    )


def _audience(ticket: Ticket) -> Audience:
    if ticket.standing != Standing.VERIFIED:
        is_presales = ticket.category in ("presales", "dealer")
        return Audience.PROSPECT if is_presales else Audience.STRANGER
    writer = Party.objects.filter(ticket=ticket).exclude(role=PartyRole.END_USER).first()
    return Audience.END_USER if writer and writer.known_as == "contact" else Audience.FORWARDER


def _people(ticket: Ticket) -> People:
    parties = {party.role: party for party in Party.objects.filter(ticket=ticket)}
    writer = parties.get(PartyRole.FORWARDER) or parties.get(PartyRole.REQUESTER)
    end_user = parties.get(PartyRole.END_USER)
    return People(
        requester=writer.name if writer and writer.name else None,
        end_user=end_user.name if end_user and end_user.name else None,
        end_user_language=ticket.language if end_user else None,
    )


def _auto_send_terms(values: Mapping[str, Any]) -> AutoSendTerms:  # the JSON of a policy row
    return AutoSendTerms(
        least_confidence=float(values["least_confidence"]),
        classes=frozenset(FindingClass(name) for name in values["classes"]),
        general_answers=bool(values["general_answers"]),
        presales_answers=bool(values["presales_answers"]),
    )
