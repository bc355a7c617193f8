"""Macros and canned answers: what the team says and does often, kept once."""

from django.db import models


class CannedAnswer(models.Model):
    """Words for an answer in several languages, found by typing `/` and its shortcut."""

    shortcut = models.TextField(unique=True, help_text="what is typed after the slash")
    title = models.TextField()
    texts = models.JSONField(help_text="language -> text with {places}")
    changed_by = models.TextField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Macro(models.Model):
    """A named sequence of steps that is done with one key; `support.rules.macros` reads the steps."""

    name = models.TextField(unique=True)
    position = models.PositiveSmallIntegerField(help_text="1 to 9 is also its key, after `m`")
    steps = models.JSONField(help_text="what it does, in order")
    changed_by = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["position", "id"], name="macros_in_order")]

    def __str__(self) -> str:
        return self.name
