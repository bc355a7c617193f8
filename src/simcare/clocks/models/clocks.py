"""Clocks and their pauses as rows. Every write goes through actions, which keep due times true to the facts."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from simcare.clocks.rules.chains import read_chain
from simcare.clocks.rules.reading import read_calendar
from simcare.clocks.values import FOREVER, KINDS, Level, Promise


class Clock(models.Model):
    """One promise on one subject, such as the first response on `ticket:42`.

    It keeps the policy version and the calendar it began with: a later policy or another year's holidays never move it.
    `due_at` is empty while a pause holds it. `breached_at` is `due_at` once that has passed unanswered, and stays empty
    else. A clock runs until `answered_at`; one subject has at most one running clock of a kind.
    """

    subject = models.TextField(help_text="what was promised on, such as ticket:42")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    kind = models.TextField(choices=[(kind, kind) for kind in KINDS])
    policy_name = models.TextField()
    policy_version = models.PositiveIntegerField()
    calendar = models.JSONField(help_text='"24x7", or zone, hours, holidays and the like')
    target_minutes = models.PositiveIntegerField()
    escalate_percent = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(default="")
    due_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    escalate_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    chain = models.TextField(default="", help_text="the escalation chain and its version, such as escalation.email:1")
    levels = models.JSONField(default=list, help_text="the levels of that chain, in the order of their time")
    levels_told = models.PositiveSmallIntegerField(default=0)
    level_at = models.DateTimeField(null=True, help_text="when the level after those told falls due")
    zone_rules = models.TextField(default="", help_text="edition of the time-zone rules; empty: none are used")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind"], condition=Q(answered_at=None), name="one_running_clock_of_a_kind"
            ),
            models.UniqueConstraint(fields=["subject", "kind", "opened_at"], name="one_clock_per_opening"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="clock_kind_is_known"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by="") | (Q(answered_at__isnull=False) & ~Q(answered_by="")),
                name="clock_answer_has_time_and_author",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("opened_at")), name="clock_answer_follows_opening"
            ),
            models.CheckConstraint(
                condition=Q(breached_at=None) | Q(due_at__isnull=False, breached_at=F("due_at")),
                name="clock_breach_is_the_due_instant",
            ),
            models.CheckConstraint(
                condition=Q(escalate_percent__gte=1, escalate_percent__lte=100), name="clock_escalates_within_target"
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], name="clock_by_subject"),
            models.Index(
                fields=["level_at"], condition=Q(answered_at=None, level_at__isnull=False), name="clock_level_to_tell"
            ),
            models.Index(
                fields=["zone_rules"], condition=Q(answered_at=None) & ~Q(zone_rules=""), name="clock_by_zone_rules"
            ),
            models.Index(
                fields=["due_at"], condition=Q(answered_at=None, breached_at=None), name="clock_breach_to_tell"
            ),
            models.Index(
                fields=["escalate_at"], condition=Q(answered_at=None, escalated_at=None), name="clock_to_escalate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} response on {self.subject}"

    @property
    def target(self) -> timedelta:
        """How much counted time there is to answer."""
        return timedelta(minutes=self.target_minutes)

    @property
    def escalation(self) -> tuple[Level, ...]:
        """The chain by which people are called."""
        return read_chain(self.levels)

    def promise(self, pauses: "Iterable[Pause]") -> Promise:
        """All that the due time depends on, as the rules take it."""
        return Promise(
            target=self.target,
            calendar=read_calendar(self.calendar),
            opened_at=self.opened_at,
            pauses=[(pause.from_at, pause.until_at or FOREVER) for pause in pauses],
            answered_at=self.answered_at,
        )


class Pause(models.Model):
    """A stretch [from, until) in which a clock does not count; it lasts while `until_at` is empty."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    reason = models.TextField()
    by = models.TextField()
    ended_by = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(until_at=None), name="one_open_pause_per_clock"),
            models.UniqueConstraint(fields=["clock", "from_at"], name="one_pause_per_beginning"),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")), name="pause_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None, ended_by="") | (Q(until_at__isnull=False) & ~Q(ended_by="")),
                name="pause_end_has_time_and_author",
            ),
        ]
