"""What is kept of the operators' world: platforms, the newest facts and their history, commands, limits."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from simcare.operators.values.commands import CommandState
from simcare.operators.values.platforms import COMMANDS


class Platform(models.Model):
    """One account of ours at one operator's platform. Credentials are sealed and never shown again."""

    name = models.TextField(unique=True, help_text="cards name their platform by it")
    connector = models.TextField(help_text="which connector speaks to it, such as eiotclub")
    base_url = models.TextField()
    sealed_credentials = models.TextField(help_text="JSON under kernel.secrets")
    calls_per_second = models.PositiveIntegerField(default=10)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class CallBudget(models.Model):
    """How many calls a platform account may still make just now; one row that all processes share."""

    platform = models.ForeignKey(Platform, models.CASCADE, related_name="budgets")
    limit_class = models.TextField(default="calls")
    tokens_milli = models.BigIntegerField(default=0, help_text="thousandths of a call")
    refilled_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "limit_class"], name="one_budget_per_limit_class")]


class Breaker(models.Model):
    """How a platform has been failing, for all processes."""

    platform = models.OneToOneField(Platform, models.CASCADE, related_name="breaker")
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    opened_at = models.DateTimeField(null=True)
    probed_at = models.DateTimeField(null=True, help_text="when the one probe of a half-open breaker was let through")


class Snapshot(models.Model):
    """The newest known value of a field of a card. Fields whose every item counts are only in Observation."""

    card = models.ForeignKey("cards.Card", models.CASCADE, related_name="snapshots")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    field = models.TextField()
    value = models.JSONField(null=True)
    observed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "field"], name="one_snapshot_per_field")]


class Observation(models.Model):
    """A value that was new when it came, and every event: the history behind the snapshot.

    A row stays with the account that held the card then.
    """

    card = models.ForeignKey("cards.Card", models.CASCADE, related_name="observations")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    field = models.TextField()
    value = models.JSONField(null=True)
    observed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.TextField()
    digest = models.TextField(help_text="of the value: the same event twice is one")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "field", "observed_at", "digest"], name="an_observation_once")
        ]
        indexes = [
            models.Index(fields=["card", "field", "-observed_at"], name="observation_history"),
            models.Index(
                fields=["received_at"],
                name="observation_refused",
                condition=Q(field__in=["network.reject", "session.reject"]),
            ),
        ]


class Command(models.Model):
    """A wanted change of a card. It exists before any call is made, and ends only by a read-back or a refusal.

    `attempts` is the fencing token: a worker that comes back late with an older count changes nothing.
    """

    key = models.TextField(unique=True, help_text="made by the caller before the first try; same key, same command")
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="commands")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    function = models.TextField(choices=[(name.value, name.value) for name in sorted(COMMANDS)])
    arguments = models.JSONField(default=dict)
    state = models.TextField(choices=[(state.value, state.value) for state in CommandState])
    actor = models.TextField(help_text="customer, provider or system: who wants it")
    ordered_by = models.TextField()
    ordered_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(help_text="when to look at it again")
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True, help_text="when the state was last read back")
    settled_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="by when a person has done it, where there is no call")
    reference = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["card", "function"], condition=Q(settled_at=None), name="one_open_command_per_function"
            ),
            models.CheckConstraint(
                name="settled_exactly_when_ended",
                condition=Q(state__in=["confirmed", "failed"], settled_at__isnull=False)
                | (~Q(state__in=["confirmed", "failed"]) & Q(settled_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="sent_after_ordered", condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("ordered_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="command_due", condition=Q(settled_at__isnull=True)),
            models.Index(fields=["card", "-ordered_at"], name="command_of_card"),
        ]

    @property
    def subject(self) -> str:
        """What its clock calls it."""
        return f"command:{self.id}"


class Notification(models.Model):
    """A notification's id, kept so that a repetition is known."""

    platform = models.ForeignKey(Platform, models.CASCADE, related_name="notifications")
    identity = models.TextField()
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "identity"], name="a_notification_once")]
