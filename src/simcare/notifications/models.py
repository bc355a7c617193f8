"""Notifications, what each person chose about them, and the browsers that take pushes."""

from django.db import models
from django.db.models import Q

from simcare.notifications.values import Kind


class Notification(models.Model):
    """One colleague is told of one event, once: `key` names the event. What it is about, the page looks up itself."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="notifications")
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in Kind])
    subject = models.TextField(help_text="such as ticket:12")
    by = models.TextField(blank=True, default="")
    key = models.TextField()
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    waits_for_mail = models.BooleanField(default=False)
    push_at = models.DateTimeField(null=True, help_text="when it is to be pushed; null: not, or done")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="told_once_of_an_event")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notifications_of_a_person"),
            models.Index(fields=["user"], name="notifications_unread", condition=Q(read_at=None)),
            models.Index(fields=["push_at"], name="notifications_to_push", condition=~Q(push_at=None)),
        ]


class Choices(models.Model):
    """What a person chose: ways for each kind, quiet hours, and when a digest comes; times are of the person's zone."""

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="+")
    ways = models.JSONField(default=dict, help_text="kind -> list of ways; a kind left out goes its default ways")
    quiet_from = models.TextField(blank=True, default="", help_text="HH:MM; empty: no quiet hours")
    quiet_until = models.TextField(blank=True, default="")
    digest_times = models.JSONField(default=list, help_text="HH:MM, in order")
    next_digest_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["next_digest_at"], name="digests_due")]


class PushBrowser(models.Model):
    """A browser of a person that takes pushes; gone when its push service says so."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    endpoint = models.TextField(unique=True)
    public_key = models.TextField()
    secret = models.TextField()
    agent = models.TextField(blank=True, default="", help_text="what the browser calls itself")
    made_at = models.DateTimeField()


class AccountNews(models.Model):
    """Something about a card that the people of its account are to know, once: `key` names the event.

    It waits for their next mail and stays as what they were told. `numbers` are those of its sentence.
    """

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+", db_index=False)
    kind = models.TextField(help_text="of an alert, or `anomaly`")
    iccid = models.TextField()
    numbers = models.JSONField(default=dict)
    key = models.TextField(unique=True)
    made_at = models.DateTimeField()
    waits_for_mail = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "made_at"], name="news_to_mail", condition=Q(waits_for_mail=True)),
        ]
