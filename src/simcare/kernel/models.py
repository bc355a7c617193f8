"""The kernel's tables: events and their deliveries, the audit chain, dated policies, long work."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now


class OutboxEvent(models.Model):
    """A fact, written in the transaction that made it true; never changed afterwards."""

    name = models.TextField()
    version = models.PositiveSmallIntegerField()
    subject = models.TextField(help_text="what it is about, such as ticket:12; order is kept per subject")
    account_id = models.BigIntegerField(null=True)
    payload = models.JSONField()
    published_at = models.DateTimeField(db_default=Now())


class Delivery(models.Model):
    """One event on its way to one reaction: at least once, in order per subject."""

    event = models.ForeignKey(OutboxEvent, models.CASCADE, related_name="deliveries")
    reaction = models.TextField()
    lane = models.TextField()
    subject = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "reaction"], name="one_delivery_per_reaction")]
        indexes = [
            models.Index(
                fields=["lane", "id"], name="delivery_pending", condition=models.Q(done_at=None, dead_at=None)
            ),
            models.Index(
                fields=["reaction", "subject", "id"],
                name="delivery_order",
                condition=models.Q(done_at=None, dead_at=None),
            ),
        ]


class AuditEntry(models.Model):
    """Who did what to which thing: a link in a chain of hashes, one chain per account and one for the provider."""

    chain = models.TextField()
    position = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.TextField()
    action = models.TextField()
    subject = models.TextField()
    account_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="audit_chain_has_no_gap_twice")]
        indexes = [models.Index(fields=["subject", "-id"], name="audit_by_subject")]


class PolicyVersion(models.Model):
    """Numbers that people may change, valid for a half-open period; a use stores the version it was made with."""

    name = models.TextField()
    version = models.PositiveIntegerField()
    period = DateTimeRangeField(help_text="half-open [from, until)")
    values = models.JSONField()
    source = models.TextField(help_text="the clause, or `assumption: ...`")
    approved_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="policy_version_is_unique"),
            ExclusionConstraint(
                name="one_policy_at_a_time",
                expressions=[("name", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
        ]


class Work(models.Model):
    """Something that takes long: what, how far, and how it ended. It can be stopped and taken up again at `cursor`."""

    kind = models.TextField()
    by = models.TextField()
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    cursor = models.JSONField(null=True)
    stop_wanted = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    error = models.TextField(default="")


class KeptFile(models.Model):
    """A file that came or was made. Its name is for display only and never becomes a path."""

    name = models.TextField()
    media_type = models.TextField()
    sha256 = models.CharField(max_length=64, default="")
    size_bytes = models.PositiveBigIntegerField(default=0)
    by = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="kept_file_by_hash")]


class FilePart(models.Model):
    """Some consecutive bytes of a file."""

    file = models.ForeignKey(KeptFile, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="a_part_once_per_file")]


class Tally(models.Model):
    """How often something was tried within one window of time."""

    key = models.TextField()
    window_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window_at"], name="one_tally_per_window")]
