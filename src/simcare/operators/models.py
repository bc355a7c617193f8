"""What is kept of the operators' world: platforms, the newest facts and their history, commands, limits."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from simcare.operators.values.commands import CommandState
from simcare.operators.values.jobs import JobState
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


class CommandJob(models.Model):
    """One command wanted for many cards: those of a selection, or all that matched when it was begun.

    Its rows are its commands, made some hundred at a time in the order of their cards; `last_card_id` says how far. A
    card that can't get the command has a row that failed at once, with the reason. A job that undoes or retries another
    takes its cards from that one's rows.
    """

    key = models.TextField(unique=True, help_text="made by the caller before the first try; same key, same job")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, help_text="null: of the provider")
    function = models.TextField(choices=[(name.value, name.value) for name in sorted(COMMANDS)])
    arguments = models.JSONField(default=dict)
    card_ids = models.JSONField(null=True, help_text="a selection; null: all that match the filters")
    filters = models.JSONField(default=dict)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="undone_by")
    retries = models.ForeignKey("self", models.PROTECT, null=True, related_name="retried_by")
    state = models.TextField(choices=[(state.value, state.value) for state in JobState])
    work = models.ForeignKey("kernel.Work", models.PROTECT, related_name="+")
    last_card_id = models.BigIntegerField(default=0, help_text="cards up to this one have their rows")
    last_id = models.BigIntegerField(help_text="the newest card when it began; later ones are not touched")
    actor = models.TextField(help_text="customer, provider or system: who wants it")
    reason = models.TextField(default="", blank=True)
    ordered_by = models.TextField()
    ordered_at = models.DateTimeField()
    decided_by = models.TextField(default="", blank=True, help_text="the second person, where one was needed")
    decided_at = models.DateTimeField(null=True)
    refusal = models.TextField(default="", blank=True)
    due_at = models.DateTimeField(null=True, help_text="by when people have done what no platform has a call for")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["undoes"], condition=~Q(state="refused"), name="a_job_undone_once"),
            models.CheckConstraint(
                name="job_ended_exactly_when_over",
                condition=Q(state__in=["done", "refused"], ended_at__isnull=False)
                | (~Q(state__in=["done", "refused"]) & Q(ended_at__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["id"], name="command_job_at_work", condition=Q(ended_at=None))]

    @property
    def subject(self) -> str:
        """What its clock, its events and the audit call it."""
        return f"command_job:{self.id}"


class Command(models.Model):
    """A wanted change of a card. It exists before any call is made, and ends only by a read-back or a refusal.

    `attempts` is the fencing token: a worker that comes back late with an older count changes nothing.
    """

    key = models.TextField(unique=True, help_text="made by the caller before the first try; same key, same command")
    job = models.ForeignKey(CommandJob, models.PROTECT, null=True, related_name="commands", db_index=False)
    platform = models.TextField(default="", help_text="that is asked")
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="commands")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    function = models.TextField(choices=[(name.value, name.value) for name in sorted(COMMANDS)])
    arguments = models.JSONField(default=dict)
    before = models.JSONField(null=True, help_text="what the command changes, as it was read before the first attempt")
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
            models.Index(
                fields=["platform", "state", "next_at"],
                name="command_of_job_due",
                condition=Q(settled_at__isnull=True, job__isnull=False),
            ),
            models.Index(fields=["job", "state", "card"], name="command_of_job", condition=Q(job__isnull=False)),
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
