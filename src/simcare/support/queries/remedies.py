"""What can be done to a card, what is under way, and what the next answer tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from simcare.cards.models import Card
from simcare.clocks.queries.dues import due_at, read_calendar
from simcare.clocks.queries.terms import terms_for
from simcare.clocks.values import Promise
from simcare.diagnosis.models import Verdict
from simcare.kernel import policy
from simcare.kernel.statements import kept_statement
from simcare.messaging.models import Message
from simcare.operators.errors import UnknownPlatform
from simcare.operators.models import Snapshot
from simcare.operators.queries import capabilities
from simcare.operators.values.commands import ENDED, CommandState
from simcare.operators.values.platforms import Function
from simcare.support.models import Remedy
from simcare.support.rules.answers import Done
from simcare.support.rules.remedies import Condition, Offer, RemedyTerms, apn_text, offers

SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Ways:
    """What can be done to one card now, and what was done lately."""

    card_id: int
    offers: Sequence[Offer]
    recent: Sequence[Remedy]


def ways_for(card: Card, verdict: Verdict | None) -> Ways:
    """Offers for the card on its platform, those that fit the verdict first, and the newest remedies."""
    return Ways(card_id=card.id, offers=_offers(card, verdict), recent=recent_on(card.id))


@kept_statement
def recent_on(card_id: int) -> QuerySet[Remedy]:
    return Remedy.objects.filter(card_id=card_id).select_related("command").order_by("-id")[:SHOWN]


def condition_of(card: Card) -> Condition:
    """What is known of the card that decides which deeds make sense."""
    facts = {fact.field: fact.value for fact in facts_of_imei(card.id)}
    is_locked = bool(facts["imei.locked"]) if "imei.locked" in facts else None
    imei = str(facts.get("imei.observed") or card.imei or "")
    return Condition(card.state, is_locked, imei, card.product.apn)


@kept_statement
def facts_of_imei(card_id: int) -> QuerySet[Snapshot]:
    return Snapshot.objects.filter(card_id=card_id, field__in=["imei.locked", "imei.observed"])


def terms_at(at: datetime) -> RemedyTerms:
    """Which deeds want a reason or a second person."""
    return RemedyTerms.of(policy.terms("remedies", at).values)


def list_to_decide() -> list[Remedy]:
    """Remedies that wait for a second person, the longest waiting first."""
    waiting = Remedy.objects.filter(needs_second=True, decided_at=None)
    return list(waiting.select_related("card__account", "ticket").order_by("wanted_at"))


def to_decide() -> QuerySet[Remedy]:
    """Those that wait for a second person."""
    return Remedy.objects.filter(needs_second=True, decided_at=None)


def tickets_of_commands(command_ids: Sequence[int]) -> dict[int, int]:
    """For which ticket a command was ordered, where it was for one."""
    rows = Remedy.objects.filter(command_id__in=command_ids, ticket__isnull=False)
    return dict(rows.values_list("command_id", "ticket_id"))


def done_since_last_word(ticket_id: int, thread_id: int) -> list[Done]:
    """The ended remedies of a ticket that no message of ours has told of yet."""
    last = Message.objects.filter(thread_id=thread_id, direction="out").order_by("-at").first()
    ended = Remedy.objects.filter(ticket_id=ticket_id, command__state__in=ENDED).select_related("command", "card")
    if last:
        ended = ended.filter(command__settled_at__gt=last.at)
    return [_done(remedy) for remedy in ended.order_by("command__settled_at")]


def due_by_hand(at: datetime) -> datetime | None:
    """By when a task would be done that is given to staff now."""
    values = terms_for(kind="task", account_id=None, at=at).values
    promise = Promise(timedelta(minutes=values["target_minutes"]), read_calendar(values["calendar"]), at)
    return due_at(promise)


def text_for(card: Card, language: str) -> str:
    """The text that carries the card's APN, in the language of the device's owner; empty where it has none."""
    return (apn_text(language, card.product.apn) or "") if card.product.apn else ""


def is_under_way(ticket_id: int) -> bool:
    """Whether a platform is still at work on a remedy of this ticket; what people do by hand is not waited for."""
    at_work = (CommandState.QUEUED, CommandState.SENT)
    return Remedy.objects.filter(ticket_id=ticket_id, command__state__in=at_work).exists()


def _done(remedy: Remedy) -> Done:
    command = remedy.command
    assert command is not None and command.settled_at is not None, "only ended ones are asked for"
    return Done(
        function=remedy.function,
        iccid=remedy.card.iccid,
        confirmed=command.state == CommandState.CONFIRMED,
        at=command.settled_at,
        values=remedy.arguments,
    )


@kept_statement
def under_way_on(card_id: int) -> QuerySet[Remedy]:
    at_work = Q(command__isnull=False, command__settled_at=None)
    return Remedy.objects.filter(at_work | Q(needs_second=True, decided_at=None), card_id=card_id)


def _offers(card: Card, verdict: Verdict | None) -> list[Offer]:
    try:
        able = capabilities(card.platform)
    except UnknownPlatform:
        return []
    codes = [finding["code"] for finding in verdict.result["findings"]] if verdict else []
    under_way = {remedy.function for remedy in under_way_on(card.id)}
    return [offer for offer in offers(able, condition_of(card), codes) if Function(offer.function) not in under_way]
