"""Tickets: who is on them, which cards they are about, what happened, and what the desk answers."""

from django.db import models
from django.db.models import Q

from simcare.support.values import AnswerState, CardRelation, EntryKind, PartyRole, Standing, TicketState


def _choices(
    words: type[TicketState | PartyRole | Standing | CardRelation | EntryKind | AnswerState],
) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Ticket(models.Model):
    """One request and all that was done about it. Its number is its id."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="tickets")
    thread = models.OneToOneField("messaging.Thread", models.PROTECT, related_name="ticket")
    channel = models.TextField(default="email")
    state = models.TextField(choices=_choices(TicketState), default=TicketState.OPEN)
    category = models.TextField()
    subject = models.TextField()
    snippet = models.TextField(help_text="the first words of what was asked")
    language = models.TextField(help_text="of the person with the trouble")
    answer_language = models.TextField(help_text="of the person we answer")
    standing = models.TextField(choices=_choices(Standing))
    assignee = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="tickets")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="the next promise; null when none is running")
    policy_versions = models.JSONField(default=dict, help_text="the versions this ticket began with")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="ticket_inbox"),
            models.Index(fields=["account", "-id"], name="ticket_by_account"),
        ]

    @property
    def key(self) -> str:
        """What clocks, verdicts and events call it."""
        return f"ticket:{self.id}"


class Party(models.Model):
    """A person on a ticket. The forwarder of a complaint and its end user are two."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="parties")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    role = models.TextField(choices=_choices(PartyRole))
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
    relation = models.TextField(choices=_choices(CardRelation))
    verdict = models.ForeignKey("diagnosis.Verdict", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "iccid"], name="a_card_once_per_ticket")]


class Entry(models.Model):
    """A line of the timeline."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="entries")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    kind = models.TextField(choices=_choices(EntryKind))
    at = models.DateTimeField()
    by = models.TextField()
    text = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)
    message = models.ForeignKey("messaging.Message", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["ticket", "at", "id"], name="entry_timeline")]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "message"], name="a_message_once_per_timeline", condition=~Q(message=None)
            )
        ]


class Answer(models.Model):
    """What the desk would write, made from the evidence: sent by itself where policy allows, else proposed."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="answers")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    state = models.TextField(choices=_choices(AnswerState), default=AnswerState.PROPOSED)
    audience = models.TextField()
    language = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    words_version = models.TextField(help_text="version of the catalogue the words come from")
    automatic = models.BooleanField(help_text="policy lets it go out by itself")
    reason = models.TextField(help_text="why it may, or may not, go out by itself")
    made_at = models.DateTimeField()
    message = models.ForeignKey("messaging.Message", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], name="one_proposal_per_ticket", condition=Q(state=AnswerState.PROPOSED)
            )
        ]
