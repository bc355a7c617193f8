"""Mailboxes that are fetched by IMAP: where they lie, and how far each is taken in."""

from django.db import models
from django.db.models import F, Q


class Mailbox(models.Model):
    """One folder at one provider, fetched by a lane of its own.

    Invariant: every mail up to `kept_uid` is kept here, every one up to `settled_uid` is marked there as taken. Both
    count within `uid_validity` (RFC 9051, 2.3.1.1): another one makes them begin anew.
    """

    SEEN, MOVED = "seen", "moved"

    name = models.TextField(unique=True)
    host = models.TextField()
    port = models.PositiveIntegerField()
    security = models.TextField(help_text="tls, starttls or none")
    user = models.TextField()
    secret = models.TextField(help_text="the password or the refresh token, sealed (kernel.secrets)")
    secret_at = models.DateTimeField(null=True, help_text="when a person gave it; providers renew refresh tokens, too")
    token_url = models.TextField(
        blank=True, default="", help_text="where access tokens are given (XOAUTH2); empty: it signs in by password"
    )
    client_id = models.TextField(blank=True, default="")
    client_secret = models.TextField(blank=True, default="", help_text="sealed; empty for a public client")
    folder = models.TextField(default="INBOX")
    after_taking = models.TextField(default=SEEN, choices=[(SEEN, SEEN), (MOVED, MOVED)])
    moved_to = models.TextField(blank=True, default="")
    authserv_id = models.TextField(
        blank=True, default="", help_text="its server in Authentication-Results; empty: nobody is verified by it"
    )
    begins_at = models.DateTimeField(null=True, help_text="older mails are left alone; null: everything is taken")
    is_on = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    uid_validity = models.BigIntegerField(default=0)
    kept_uid = models.BigIntegerField(default=0)
    settled_uid = models.BigIntegerField(default=0)
    taken_count = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, help_text="when its folder was last looked into")
    waiting_count = models.PositiveIntegerField(default=0)
    oldest_waiting_at = models.DateTimeField(null=True)
    trouble = models.TextField(
        blank=True, default="", help_text="what went wrong last, in words; empty when all is well"
    )
    trouble_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="settled_only_what_is_kept", condition=Q(settled_uid__lte=F("kept_uid"))),
            models.CheckConstraint(name="moved_somewhere", condition=~Q(after_taking="moved", moved_to="")),
            models.CheckConstraint(name="token_for_a_client", condition=Q(token_url="") | ~Q(client_id="")),
        ]
