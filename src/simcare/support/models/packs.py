"""Evidence packs: what the equipment supplier is shown of a fault (I.2), by which link, and what he answers."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from simcare.support.models.tickets import Ticket


class Pack(models.Model):
    """A fault handed over: its contents as they were then, and the link that shows them until it expires.

    The link's token is random and kept as a hash only: who reads the table can open nothing.
    """

    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="packs")
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="packs")
    verdict = models.ForeignKey("diagnosis.Verdict", models.PROTECT, related_name="+")
    supplier = models.TextField()
    email = models.EmailField()
    language = models.TextField()
    contents = models.JSONField(help_text="support.rules.packs.Contents, frozen when it was made")
    key = models.TextField(unique=True, help_text="made before the first try; the same key sends nothing twice")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, help_text="when the link was opened first")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(default="", blank=True)
    message = models.ForeignKey("messaging.Message", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["ticket", "-made_at"], name="pack_by_ticket")]
        constraints = [
            models.CheckConstraint(
                name="pack_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by="") | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
            )
        ]

    def is_open(self, at: datetime) -> bool:
        """Whether its link still shows it, and what the supplier says is an answer."""
        return self.revoked_at is None and at < self.expires_at


class PackAnswer(models.Model):
    """What the supplier said to a pack. Append-only."""

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="answers")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    name = models.TextField()
    decision = models.TextField(
        choices=[("accepts", "accepts"), ("refuses", "refuses"), ("asks", "asks"), ("writes", "writes")],
        help_text="writes: by mail, in words that a person reads",
    )
    reference = models.TextField(default="", blank=True, help_text="the supplier's own number, such as an RMA")
    text = models.TextField(default="", blank=True)
    message = models.OneToOneField("messaging.Message", models.PROTECT, null=True, related_name="+")
