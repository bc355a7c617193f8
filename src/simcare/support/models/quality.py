"""How well the desk kept its word, day by day: sums that never need the tickets again."""

from django.db import models


class QualityDay(models.Model):
    """The tickets opened on one day (UTC) of one channel, account, category and language, as they stand now.

    `waits` counts first answers by how long they took: number of a bucket (support.rules.quality) -> how many.
    """

    day = models.DateField()
    channel = models.TextField()
    account = models.ForeignKey("accounts.Account", models.CASCADE, null=True, related_name="+")
    category = models.TextField()
    language = models.TextField()
    tickets = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0, help_text="first response in time")
    broken = models.PositiveIntegerField(default=0, help_text="first response late, or due and not there")
    answered = models.PositiveIntegerField(default=0)
    automatic = models.PositiveIntegerField(default=0, help_text="first answered by the desk itself")
    solved = models.PositiveIntegerField(default=0)
    solved_first = models.PositiveIntegerField(default=0, help_text="solved by one answer, with no word after it")
    reopened = models.PositiveIntegerField(default=0)
    waits = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["day"], name="quality_by_day")]


class VerdictDay(models.Model):
    """The verdicts of one day by check and platform, and how many of them a person put right."""

    day = models.DateField()
    code = models.TextField(blank=True, help_text="empty: no fault was found")
    platform = models.TextField()
    verdicts = models.PositiveIntegerField()
    corrected = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["day"], name="verdict_quality_by_day")]


class QualityMark(models.Model):
    """How far the days are rolled up: everything that changed before is in them. One row."""

    changed_until = models.DateTimeField()


class QualityReport(models.Model):
    """The figures of one month as a PDF in one language."""

    month = models.DateField(help_text="its first day")
    language = models.TextField()
    file = models.ForeignKey("kernel.KeptFile", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "language"], name="a_report_once_per_month_and_language")
        ]


class QualityReader(models.Model):
    """A supervisor who wants each month's report by mail, in a language."""

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="+")
    language = models.TextField()
    since_at = models.DateTimeField()
