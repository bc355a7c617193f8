"""Files of usage: where they come from, what came of each, and its lines that could not be read."""

from django.db import models
from django.db.models import F, Q


class UsageSource(models.Model):
    """Who numbers the records: one account of ours at an operator. A record's id is unique within its source."""

    id = models.AutoField(primary_key=True)  # few: their number stands in every record
    name = models.TextField(unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class SavedMapping(models.Model):
    """How the files of one provider are read; kept by a name, which is the name of its watched folder too."""

    name = models.TextField(unique=True)
    source = models.ForeignKey(UsageSource, models.PROTECT, related_name="+", help_text="who numbers the records")
    header = models.JSONField(help_text="the names of the columns, as the file has them")
    layout = models.JSONField(help_text="a `values.Layout`")
    by = models.TextField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class UsageFile(models.Model):
    """A file that has been loaded; the same bytes (by hash) are one file, whatever they are called.

    It is written in the transaction that loads it, so there is none that is half loaded. Every line but a header is a
    new record, a repeated one, a stray one (of a card that we don't know yet), or bad.
    """

    source = models.ForeignKey(UsageSource, models.PROTECT, related_name="files")
    mapping = models.ForeignKey(SavedMapping, models.PROTECT, null=True, related_name="+", help_text="null: CDRs")
    name = models.TextField(help_text="as it came; for display only, never a path")
    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    line_count = models.PositiveIntegerField(default=0, help_text="without a header")
    new_count = models.PositiveIntegerField(default=0)
    repeated_count = models.PositiveIntegerField(default=0)
    stray_count = models.PositiveIntegerField(default=0)
    bad_count = models.PositiveIntegerField(default=0)
    used_bytes = models.PositiveBigIntegerField(default=0, help_text="of its new records")
    from_at = models.DateTimeField(null=True, help_text="when its first new record began")
    until_at = models.DateTimeField(null=True, help_text="when its last new record began")
    received_at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["-received_at"], name="usage_file_newest"),
            models.Index(fields=["until_at"], name="usage_file_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                name="every_line_is_accounted_for",
                condition=Q(line_count=F("new_count") + F("repeated_count") + F("stray_count") + F("bad_count")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_unreadable(self) -> bool:
        """Whether no line of it was a record, so that nothing of it is anywhere."""
        return 0 < self.bad_count == self.line_count


class BadLine(models.Model):
    """A line that could not be read, by its number in the file, with the code of what is wrong (`values.FLAWS`)."""

    file = models.ForeignKey(UsageFile, models.CASCADE, related_name="bad_lines")
    line = models.PositiveIntegerField()
    code = models.TextField()
    text = models.TextField(help_text="the line itself, cut")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "line"], name="a_bad_line_once")]
