"""One deed on many tickets, row by row; and tickets as a file."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from simcare.support.models.choices import choices
from simcare.support.models.tickets import Ticket
from simcare.support.values import BulkState, RowState


class Bulk(models.Model):
    """A deed that a person wants on many tickets. Which ones is fixed when it begins: one row each."""

    deed = models.TextField(help_text="a name of support.actions.deeds.DEEDS, or undo")
    argument = models.TextField(blank=True, default="", help_text="what the deed needs: a person, a queue, a text")
    state = models.TextField(choices=choices(BulkState), default=BulkState.RUNNING)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    work = models.ForeignKey("kernel.Work", models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    by = models.TextField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="bulk_to_do", condition=Q(state=BulkState.RUNNING))]


class BulkRow(models.Model):
    """One ticket of a bulk, and what became of it. Done is written in the transaction of the deed itself."""

    bulk = models.ForeignKey(Bulk, models.CASCADE, related_name="rows")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    state = models.TextField(choices=choices(RowState), default=RowState.WAITING)
    problem = models.TextField(blank=True, default="", help_text="why it failed: words of a refusal")
    problem_values = models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text="what those words name")
    before = models.JSONField(null=True, help_text="what an undo gives back")
    after = models.JSONField(null=True, help_text="what it must still have for an undo")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulk", "ticket"], name="a_ticket_once_per_bulk")]
        indexes = [models.Index(fields=["bulk", "state", "id"], name="bulk_row_by_state")]


class TicketExport(models.Model):
    """The tickets of a filter as a CSV or XLSX file once it is made; it is deleted when its time is over."""

    asked = models.TextField(blank=True, default="", help_text="the filter, as an address says it")
    kind = models.TextField(choices=[("csv", "csv"), ("xlsx", "xlsx")])
    work = models.ForeignKey("kernel.Work", models.PROTECT, related_name="+")
    file = models.ForeignKey("kernel.KeptFile", models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    by = models.TextField()
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["id"], name="ticket_export_to_do", condition=Q(ended_at=None))]
