"""Files made of cards for others."""

from django.db import models
from django.db.models import Q


class CardExport(models.Model):
    """The cards that match some filters, as a CSV or XLSX file once it is made; the account's that asked, or ours."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, null=True, related_name="+")
    filters = models.JSONField(default=dict)
    columns = models.JSONField()
    kind = models.TextField(choices=[("csv", "csv"), ("xlsx", "xlsx")])
    work = models.ForeignKey("kernel.Work", models.PROTECT, related_name="+")
    file = models.ForeignKey("kernel.KeptFile", models.PROTECT, null=True, related_name="+")
    by = models.TextField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="card_export_to_do", condition=Q(finished_at=None))]
