"""A change is wanted: kept before anything is called, once per key, and one at a time of what would undo each other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from simcare.cards.models import Card
from simcare.cards.queries.fleet import get_card
from simcare.clocks import actions as clocks
from simcare.clocks.queries.terms import terms_for
from simcare.kernel import audit, outbox
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.errors import CommandConflict, CommandUnderWay
from simcare.operators.events import CommandNeedsStaff, CommandOrdered
from simcare.operators.models import Command
from simcare.operators.queries import capabilities
from simcare.operators.rules.commands import BY_HAND_READ_EVERY, rivals
from simcare.operators.values.commands import CommandState
from simcare.operators.values.platforms import Function


def order_command(
    *,
    card_id: int,
    function: Function,
    arguments: Mapping[str, str] | None = None,
    key: str,
    actor: str = "provider",
    by: str,
    at: datetime,
) -> Command:
    """Want a change. The same key gives the same command; with other content it is refused (CommandConflict).

    Where the platform has no such call, the command becomes a task for staff with a due time, or is refused where
    nobody can do it by hand either (Unsupported). While a rival of it is under way it is refused (CommandUnderWay);
    the very same change that is under way already is the answer, unless it is one of a job.
    """
    with acting_as_provider():
        card = get_card(card_id)
        wanted = {"card_id": card_id, "function": function.value, "arguments": dict(arguments or {})}
        known = _find(key, card, function, wanted)
        return known or _new(card, function, wanted, key=key, actor=actor, by=by, at=at)


def _find(key: str, card: Card, function: Function, wanted: Mapping[str, object]) -> Command | None:
    """The command of this key, or the like of it that is under way. The card's row keeps two orders apart."""
    Card.objects.select_for_update().get(id=card.id)
    known = Command.objects.filter(key=key).first()
    if known:
        if _content(known) != wanted:
            raise CommandConflict
        return known
    rival = Command.objects.filter(card=card, function__in=rivals(function), settled_at=None).first()
    if rival and (rival.job_id or _content(rival) != wanted):  # a job tells how its own commands end
        raise CommandUnderWay(
            "Another change of this card is under way: %(function)s. Wait until it has ended.",
            function=Function(rival.function),
        )
    return rival


def _content(command: Command) -> dict[str, object]:
    return {"card_id": command.card_id, "function": command.function, "arguments": command.arguments}


@transaction.atomic
def _new(
    card: Card, function: Function, wanted: Mapping[str, Any], *, key: str, actor: str, by: str, at: datetime
) -> Command:
    offered = capabilities(card.platform)
    offered.check(function)
    by_hand = function not in offered
    command = Command.objects.create(
        **wanted,
        key=key,
        platform=card.platform,
        account_id=card.account_id,
        state=CommandState.BY_HAND if by_hand else CommandState.QUEUED,
        actor=actor,
        ordered_by=by,
        ordered_at=at,
        next_at=at + BY_HAND_READ_EVERY if by_hand else at,
        reason=offered.why_not(function) if by_hand else "",
    )
    audit.record(
        f"card.{function.value}_ordered",
        by=by,
        at=at,
        subject=f"card:{card.id}",
        account_id=card.account_id,
        after={"command": command.id, "arguments": sorted(command.arguments), "by_hand": by_hand},
    )
    if by_hand:
        _give_to_staff(command, at)
    else:
        outbox.publish(CommandOrdered(command_id=command.id), subject=f"card:{card.id}", account_id=command.account_id)
    return command


def _give_to_staff(command: Command, at: datetime) -> None:
    """A clock of its own promises the task; the same chain calls people for it as for answers."""
    clock = clocks.start(
        subject=command.subject,
        kind="task",
        terms=terms_for(kind="task", account_id=command.account_id, at=at),
        account_id=command.account_id,
        at=at,
        by=command.ordered_by,
    )
    assert clock.due_at is not None, "nothing holds a clock that has just begun"
    command.due_at = clock.due_at
    command.save(update_fields=["due_at"])
    outbox.publish(
        CommandNeedsStaff(
            command_id=command.id,
            card_id=command.card_id,
            function=command.function,
            due_at=clock.due_at.isoformat(),
            reason=command.reason,
        ),
        subject=f"card:{command.card_id}",
        account_id=command.account_id,
    )
