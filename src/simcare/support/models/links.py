"""What else is known of a ticket: others that it has to do with, and its tags."""

from django.db import models
from django.db.models import F, Q

from simcare.support.models.choices import choices
from simcare.support.models.tickets import Ticket
from simcare.support.values import LinkKind


class Link(models.Model):
    """A ticket has to do with another one, which stays a ticket of its own."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, models.CASCADE, related_name="linked_from")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    kind = models.TextField(choices=choices(LinkKind))
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other"], name="one_link_between_two"),
            models.CheckConstraint(condition=~Q(ticket=F("other")), name="no_ticket_is_linked_to_itself"),
        ]


class TicketTag(models.Model):
    """A short word on a ticket, by which it is found again."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="tags")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    name = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "name"], name="a_tag_once_per_ticket")]
        indexes = [models.Index(fields=["name", "-ticket"], name="ticket_by_tag")]
