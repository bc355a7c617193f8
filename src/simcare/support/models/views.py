"""Saved views: a filter with a name, of one person or of the whole team."""

from django.db import models


class SavedView(models.Model):
    """What a list shows, as its address says it. `owner` empty: everybody sees it."""

    name = models.TextField()
    query = models.TextField(blank=True, default="", help_text="the filter as the parameters of an address")
    columns = models.JSONField(default=list, help_text="what a row shows beside what every row shows")
    owner = models.ForeignKey("accounts.User", models.CASCADE, null=True, related_name="saved_views")
    made_by = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], nulls_distinct=False, name="one_view_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name
