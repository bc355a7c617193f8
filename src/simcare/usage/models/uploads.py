"""Files of usage that somebody brings to the console: kept, looked at, then loaded."""

from django.db import models
from django.db.models import Q

from simcare.usage.models.files import SavedMapping, UsageFile, UsageSource
from simcare.usage.values import UploadState


class UsageUpload(models.Model):
    """A file on its way in. The same bytes are one upload, until it is dropped; `loaded` is what came of it."""

    file = models.ForeignKey("kernel.KeptFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    state = models.TextField(choices=[(state.value, state.value) for state in UploadState], default=UploadState.NEW)
    source = models.ForeignKey(UsageSource, models.PROTECT, null=True, related_name="+")
    mapping = models.ForeignKey(SavedMapping, models.PROTECT, null=True, related_name="+", help_text="null: CDRs")
    work = models.ForeignKey("kernel.Work", models.PROTECT, null=True, related_name="+")
    loaded = models.ForeignKey(UsageFile, models.SET_NULL, null=True, related_name="uploads")
    was_there = models.BooleanField(default=False, help_text="the same bytes had come before in another way")
    by = models.TextField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=~Q(state=UploadState.DROPPED), name="a_file_of_usage_once"
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="usage_upload_to_do", condition=Q(state=UploadState.WRITING)),
        ]
