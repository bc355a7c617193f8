"""Tickets: the request, the people on it, and the cards it is about."""

from datetime import UTC, datetime
from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from simcare.support.models.choices import choices
from simcare.support.values import CardRelation, PartyRole, Standing, TicketState

NO_PROMISE: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""When a ticket without a running promise is due, for the order of lists."""
LISTED: Final = ("account", "snoozed_until")
"""What every index of a list holds besides its order: the wall is kept, and sleepers told, without reading the row."""


class Ticket(models.Model):
    """One request and all that was done about it. Its number is its id.

    While it is merged with others, `state` is that of the whole (on a part: merged) and `own_state` its own. An
    incident's ticket has no thread: nobody wrote it, and it speaks through its children.
    """

    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="tickets")
    thread = models.OneToOneField("messaging.Thread", models.PROTECT, null=True, related_name="ticket")
    channel = models.TextField(default="email")
    state = models.TextField(choices=choices(TicketState), default=TicketState.OPEN)
    own_state = models.TextField(choices=choices(TicketState), blank=True, default="", help_text="empty: state")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="children")
    gathers = models.BooleanField(default=False, help_text="new tickets about its cards become its children")
    incident_id = models.BigIntegerField(null=True, unique=True, help_text="of diagnosis, when one is behind it")
    category = models.TextField()
    subject = models.TextField()
    snippet = models.TextField(help_text="the first words of what was asked")
    language = models.TextField(help_text="of the person with the trouble")
    answer_language = models.TextField(help_text="of the person we answer")
    standing = models.TextField(choices=choices(Standing))
    assignee = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="tickets")
    queue = models.TextField(blank=True, default="", help_text="slug of the queue it waits in; empty before routing")
    snoozed_until = models.DateTimeField(null=True, help_text="out of sight until then, or until the customer writes")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="the next promise; null when none is running")
    order_at = models.GeneratedField(
        expression=Coalesce("due_at", models.Value(NO_PROMISE)),
        output_field=models.DateTimeField(),
        db_persist=True,
        help_text="due_at as lists run by it: what is not promised comes last",
    )
    policy_versions = models.JSONField(default=dict, help_text="the versions this ticket began with")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["state", "order_at", "id"], include=LISTED, name="ticket_by_promise"),
            models.Index(
                fields=["order_at", "id"],
                include=LISTED,
                condition=Q(state=TicketState.OPEN, assignee=None),
                name="ticket_unassigned",
            ),
            models.Index(
                fields=["order_at", "id"],
                include=LISTED,
                condition=~Q(state=TicketState.SOLVED),
                name="ticket_unsolved",
            ),
            models.Index(fields=["state", "changed_at", "id"], include=LISTED, name="ticket_by_change"),
            models.Index(fields=["changed_at", "id"], include=LISTED, name="ticket_latest"),
            models.Index(fields=["account", "-id"], name="ticket_by_account"),
            models.Index(fields=["opened_at"], name="ticket_by_opening"),
            models.Index(
                fields=["queue", "order_at", "id"], include=LISTED, condition=~Q(state="solved"), name="ticket_of_queue"
            ),
            models.Index(
                fields=["assignee", "order_at", "id"],
                include=LISTED,
                condition=~Q(state="solved"),
                name="ticket_of_person",
            ),
            models.Index(fields=["snoozed_until"], name="ticket_to_wake", condition=Q(snoozed_until__isnull=False)),
        ]

    @property
    def key(self) -> str:
        """What clocks, verdicts and events call it."""
        return f"ticket:{self.id}"

    @property
    def own(self) -> str:
        """Its own state, whatever the whole it belongs to shows."""
        return self.own_state or self.state

    @property
    def is_alone(self) -> bool:
        """Neither part of another ticket nor made of several."""
        return not self.own_state


class Party(models.Model):
    """A person on a ticket. The forwarder of a complaint and its end user are two."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="parties")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    role = models.TextField(choices=choices(PartyRole))
    name = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")
    language = models.TextField(default="en")
    known_as = models.TextField(blank=True, default="", help_text="member, contact, prospect; empty for a stranger")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "role", "email"], name="a_party_once_per_role")]
        indexes = [models.Index(fields=["email"], name="party_by_email")]


class TicketCard(models.Model):
    """A card that a ticket names. Only a proven one is examined for, and spoken of to, who wrote."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="cards")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    iccid = models.TextField()
    card = models.ForeignKey("cards.Card", models.PROTECT, null=True, related_name="ticket_cards")
    relation = models.TextField(choices=choices(CardRelation))
    verdict = models.ForeignKey("diagnosis.Verdict", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "iccid"], name="a_card_once_per_ticket")]
