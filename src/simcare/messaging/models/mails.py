"""Raw mail kept first, then what it says: messages in threads, their files, and what leaves by mail."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class RawMail(models.Model):
    """The bytes of a mail as the server accepted them: stored before anything else happens, never changed."""

    WAITING, TAKEN, DUPLICATE, QUARANTINED = "waiting", "taken", "duplicate", "quarantined"
    GROUPED = "grouped"  # one of very many from one sender: kept, opens no ticket of its own
    MOST_FETCHES = 24  # of one that was left in its mailbox, before only a person has it tried again

    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    peer = models.TextField(help_text="address of the machine that gave it to us")
    trusted = models.BooleanField(help_text="that machine is a relay which the installation trusts")
    mail_from = models.TextField(blank=True)
    rcpt_to = models.JSONField(default=list)
    state = models.TextField(default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_default=Now())
    reason = models.TextField(blank=True, default="", help_text="why it is in quarantine, in words")
    mailbox = models.ForeignKey("messaging.Mailbox", models.PROTECT, null=True, help_text="the lane it was fetched by")
    uid_validity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(null=True, help_text="null for one that was left in its mailbox")
    left_uid = models.BigIntegerField(null=True, help_text="where it still lies whole; here is only its beginning")
    sender = models.TextField(blank=True, db_default="", help_text="of a grouped one: whose flood it belongs to")

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="raw_mail_waiting", condition=Q(state="waiting")),
            models.Index(fields=["-id"], name="raw_mail_quarantined", condition=Q(state="quarantined")),
            models.Index(fields=["sender", "id"], name="raw_mail_grouped", condition=Q(state="grouped")),
            models.Index(fields=["mailbox", "next_at"], name="raw_mail_left", condition=Q(left_uid__isnull=False)),
            models.Index(fields=["mailbox", "uid"], name="raw_mail_fetched", condition=Q(mailbox__isnull=False)),
        ]

    @property
    def is_fetched_again(self) -> bool:
        """Whether it was left in its mailbox and is tried again by itself, at `next_at`."""
        return self.left_uid is not None and self.attempts < self.MOST_FETCHES


class Thread(models.Model):
    """A conversation with one correspondent over one channel."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    channel = models.TextField(default="email")
    correspondent = models.TextField(help_text="the address we write to")
    correspondent_name = models.TextField(default="")
    address = models.ForeignKey(
        "messaging.SupportAddress", models.SET_NULL, null=True, help_text="the address of ours that was written to"
    )
    subject = models.TextField(default="")
    tag = models.TextField(blank=True, default="", help_text="what its subject lines carry, such as #1024")
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["correspondent", "-id"], name="thread_by_correspondent"),
            models.Index(fields=["correspondent", "opened_at"], name="thread_by_correspondent_time"),
            models.Index(fields=["tag"], name="thread_by_tag", condition=~Q(tag="")),
        ]


class Message(models.Model):
    """Something said in a thread: received (`in`) or written by us (`out`)."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="messages")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    raw = models.OneToOneField(RawMail, models.PROTECT, null=True, related_name="message")
    direction = models.TextField(choices=[("in", "in"), ("out", "out")])
    kind = models.TextField(default="message", help_text="message, auto_reply, bounce or delivery_status")
    at = models.DateTimeField(help_text="when we received it, or when it was written")
    by = models.TextField(blank=True, default="", help_text="who of us wrote it; empty for received ones")
    sender_email = models.TextField(blank=True, default="")
    sender_name = models.TextField(blank=True, default="")
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    subject = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="", help_text="sanitised at intake, and again before anybody sees it")
    html_version = models.PositiveSmallIntegerField(db_default=0, help_text="of the sanitiser; 0: as received")
    spam_score = models.FloatField(null=True, help_text="what our receiving server says in its header")
    is_spam = models.BooleanField(db_default=False)
    reply_text = models.TextField(blank=True, default="", help_text="without the history quoted beneath")
    forward = models.JSONField(null=True, help_text="the original inside a forwarded mail")
    language = models.TextField(default="en")
    authenticity = models.TextField(default="claimed", help_text="verified or claimed (security.md D12)")
    message_id = models.TextField(blank=True, default="", help_text="without its brackets")
    in_reply_to = models.TextField(blank=True, default="")
    references = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    undelivered = models.JSONField(default=list, help_text="of a bounce: the recipients that were given up")
    sameness = models.CharField(max_length=64, null=True, unique=True, help_text="two mails with the same are one")
    key = models.TextField(null=True, unique=True, help_text="what asked for it; asking twice writes one")

    class Meta:
        indexes = [
            models.Index(fields=["thread", "id"], name="message_by_thread"),
            models.Index(fields=["message_id"], name="message_by_message_id", condition=~Q(message_id="")),
            models.Index(fields=["-id"], name="message_is_spam", condition=Q(is_spam=True)),
        ]


class Attachment(models.Model):
    """A file of a message. Its name is for display only and never becomes a path."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    name = models.TextField(blank=True, default="")
    media_type = models.TextField()
    content = models.BinaryField()
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    inline = models.BooleanField(default=False)
    content_id = models.TextField(blank=True, db_default="", help_text="how the HTML body names it (RFC 2392)")


class Sending(models.Model):
    """One outgoing message on its way to one SMTP server, tried until it is accepted or refused for good."""

    QUEUED, SENT, FAILED = "queued", "sent", "failed"
    WITHDRAWN = "withdrawn"  # its writer took it back before anybody tried to send it

    message = models.OneToOneField(Message, models.PROTECT, related_name="sending")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    recipient = models.TextField()
    automatic = models.BooleanField(help_text="written by the desk itself: marked Auto-Submitted (RFC 3834)")
    state = models.TextField(default=QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="", help_text="what the other server said last")
    bounced_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(db_default=Now())
    sealed = models.TextField(
        blank=True, db_default="", help_text="what stands for WITHHELD in its text, sealed; gone when it has left"
    )

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="sending_due", condition=Q(state="queued")),
            models.Index(fields=["recipient", "-id"], name="sending_by_recipient"),
            models.Index(fields=["-written_at"], name="sending_by_time"),
        ]
