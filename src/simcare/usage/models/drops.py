"""Drops: folders at operators from which usage files are fetched, and what lies in them."""

from django.db import models
from django.db.models import Q

from simcare.usage.models.files import SavedMapping, UsageFile


class Drop(models.Model):
    """One folder at one server, looked into every `every_seconds`; nothing is changed there."""

    PROTOCOLS = ("ftp", "ftps", "sftp")

    name = models.TextField(unique=True)
    protocol = models.TextField(choices=[(name, name) for name in PROTOCOLS])
    host = models.TextField()
    port = models.PositiveIntegerField()
    user = models.TextField()
    secret = models.TextField(help_text="the password, sealed (kernel.secrets)")
    host_key = models.TextField(blank=True, default="", help_text="of an SFTP server, by which it is known again")
    folder = models.TextField(default=".")
    source = models.TextField(help_text="who numbers the records of CDRs")
    mapping = models.ForeignKey(SavedMapping, models.PROTECT, null=True, related_name="+", help_text="null: CDRs")
    every_seconds = models.PositiveIntegerField(default=300)
    is_on = models.BooleanField(default=True)
    by = models.TextField()
    made_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, default="", help_text="what went wrong last; empty when all is well")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_sftp_server_is_known_by_its_key", condition=~Q(protocol="sftp", host_key="")
            )
        ]

    def __str__(self) -> str:
        return self.name


class DroppedFile(models.Model):
    """A file as the last look found it; it is fetched when two looks find it alike, and again when it has changed."""

    drop = models.ForeignKey(Drop, models.CASCADE, related_name="files")
    name = models.TextField()
    size_bytes = models.PositiveBigIntegerField()
    modified = models.TextField(help_text="as the server says it")
    seen_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    file = models.ForeignKey(UsageFile, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drop", "name"], name="a_dropped_file_once")]
