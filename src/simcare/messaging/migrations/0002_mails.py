"""Raw mails as they came, the threads and messages they became, and what is sent."""

from django.db import migrations, models
from django.db.models.functions import Now

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import protect, provider_only


class Migration(migrations.Migration):
    replaces = [("messaging", "0001_initial"), ("messaging", "0005_sealed_words"), ("messaging", "0006_left_mails")]
    dependencies = [("accounts", "0001_tables"), ("messaging", "0001_mailboxes")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="RawMail",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("content", models.BinaryField()),
                    ("sha256", models.CharField(max_length=64)),
                    ("received_at", models.DateTimeField()),
                    ("peer", models.TextField(help_text="address of the machine that gave it to us")),
                    ("trusted", models.BooleanField(help_text="that machine is a relay which the installation trusts")),
                    ("mail_from", models.TextField(blank=True)),
                    ("rcpt_to", models.JSONField(default=list)),
                    ("state", models.TextField(default="waiting")),
                    ("attempts", models.PositiveSmallIntegerField(default=0)),
                    ("next_at", models.DateTimeField(db_default=Now())),
                    ("reason", models.TextField(blank=True, default="", help_text="why it is in quarantine, in words")),
                    (
                        "mailbox",
                        models.ForeignKey(
                            help_text="the lane it was fetched by",
                            null=True,
                            on_delete=models.PROTECT,
                            to="messaging.mailbox",
                        ),
                    ),
                    ("uid_validity", models.BigIntegerField(null=True)),
                    ("uid", models.BigIntegerField(help_text="null for one that was left in its mailbox", null=True)),
                    (
                        "left_uid",
                        models.BigIntegerField(
                            help_text="where it still lies whole; here is only its beginning", null=True
                        ),
                    ),
                    (
                        "sender",
                        models.TextField(
                            blank=True, db_default="", help_text="of a grouped one: whose flood it belongs to"
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("state", "waiting")), fields=["id"], name="raw_mail_waiting"),
                        models.Index(
                            condition=models.Q(("state", "quarantined")), fields=["-id"], name="raw_mail_quarantined"
                        ),
                        models.Index(
                            condition=models.Q(("state", "grouped")), fields=["sender", "id"], name="raw_mail_grouped"
                        ),
                        models.Index(
                            condition=models.Q(("left_uid__isnull", False)),
                            fields=["mailbox", "next_at"],
                            name="raw_mail_left",
                        ),
                        models.Index(
                            condition=models.Q(("mailbox__isnull", False)),
                            fields=["mailbox", "uid"],
                            name="raw_mail_fetched",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Thread",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("channel", models.TextField(default="email")),
                    ("correspondent", models.TextField(help_text="the address we write to")),
                    ("correspondent_name", models.TextField(default="")),
                    (
                        "address",
                        models.ForeignKey(
                            help_text="the address of ours that was written to",
                            null=True,
                            on_delete=models.SET_NULL,
                            to="messaging.supportaddress",
                        ),
                    ),
                    ("subject", models.TextField(default="")),
                    (
                        "tag",
                        models.TextField(
                            blank=True, default="", help_text="what its subject lines carry, such as #1024"
                        ),
                    ),
                    ("opened_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["correspondent", "-id"], name="thread_by_correspondent"),
                        models.Index(fields=["correspondent", "opened_at"], name="thread_by_correspondent_time"),
                        models.Index(
                            condition=models.Q(("tag", ""), _negated=True), fields=["tag"], name="thread_by_tag"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Message",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "thread",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="messages", to="messaging.thread"),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    (
                        "raw",
                        models.OneToOneField(
                            null=True, on_delete=models.PROTECT, related_name="message", to="messaging.rawmail"
                        ),
                    ),
                    ("direction", models.TextField(choices=[("in", "in"), ("out", "out")])),
                    (
                        "kind",
                        models.TextField(default="message", help_text="message, auto_reply, bounce or delivery_status"),
                    ),
                    ("at", models.DateTimeField(help_text="when we received it, or when it was written")),
                    (
                        "by",
                        models.TextField(
                            blank=True, default="", help_text="who of us wrote it; empty for received ones"
                        ),
                    ),
                    ("sender_email", models.TextField(blank=True, default="")),
                    ("sender_name", models.TextField(blank=True, default="")),
                    ("to", models.JSONField(default=list)),
                    ("cc", models.JSONField(default=list)),
                    ("subject", models.TextField(blank=True, default="")),
                    ("text", models.TextField(blank=True, default="")),
                    (
                        "html",
                        models.TextField(
                            blank=True, default="", help_text="sanitised at intake, and again before anybody sees it"
                        ),
                    ),
                    (
                        "html_version",
                        models.PositiveSmallIntegerField(db_default=0, help_text="of the sanitiser; 0: as received"),
                    ),
                    (
                        "spam_score",
                        models.FloatField(help_text="what our receiving server says in its header", null=True),
                    ),
                    ("is_spam", models.BooleanField(db_default=False)),
                    (
                        "reply_text",
                        models.TextField(blank=True, default="", help_text="without the history quoted beneath"),
                    ),
                    ("forward", models.JSONField(help_text="the original inside a forwarded mail", null=True)),
                    ("language", models.TextField(default="en")),
                    (
                        "authenticity",
                        models.TextField(default="claimed", help_text="verified or claimed (security.md D12)"),
                    ),
                    ("message_id", models.TextField(blank=True, default="", help_text="without its brackets")),
                    ("in_reply_to", models.TextField(blank=True, default="")),
                    ("references", models.JSONField(default=list)),
                    ("warnings", models.JSONField(default=list)),
                    (
                        "undelivered",
                        models.JSONField(default=list, help_text="of a bounce: the recipients that were given up"),
                    ),
                    (
                        "sameness",
                        models.CharField(
                            help_text="two mails with the same are one", max_length=64, null=True, unique=True
                        ),
                    ),
                    (
                        "key",
                        models.TextField(
                            help_text="what asked for it; asking twice writes one", null=True, unique=True
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["thread", "id"], name="message_by_thread"),
                        models.Index(
                            condition=models.Q(("message_id", ""), _negated=True),
                            fields=["message_id"],
                            name="message_by_message_id",
                        ),
                        models.Index(condition=models.Q(("is_spam", True)), fields=["-id"], name="message_is_spam"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Attachment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "message",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="attachments", to="messaging.message"),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("name", models.TextField(blank=True, default="")),
                    ("media_type", models.TextField()),
                    ("content", models.BinaryField()),
                    ("size_bytes", models.PositiveIntegerField()),
                    ("sha256", models.CharField(max_length=64)),
                    ("inline", models.BooleanField(default=False)),
                    (
                        "content_id",
                        models.TextField(blank=True, db_default="", help_text="how the HTML body names it (RFC 2392)"),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Sending",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "message",
                        models.OneToOneField(on_delete=models.PROTECT, related_name="sending", to="messaging.message"),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("recipient", models.TextField()),
                    (
                        "automatic",
                        models.BooleanField(help_text="written by the desk itself: marked Auto-Submitted (RFC 3834)"),
                    ),
                    ("state", models.TextField(default="queued")),
                    ("attempts", models.PositiveSmallIntegerField(default=0)),
                    ("next_at", models.DateTimeField()),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("answer", models.TextField(blank=True, default="", help_text="what the other server said last")),
                    ("bounced_at", models.DateTimeField(null=True)),
                    ("written_at", models.DateTimeField(db_default=Now())),
                    (
                        "sealed",
                        models.TextField(
                            blank=True,
                            db_default="",
                            help_text="what stands for WITHHELD in its text, sealed; gone when it has left",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("state", "queued")), fields=["next_at"], name="sending_due"),
                        models.Index(fields=["recipient", "-id"], name="sending_by_recipient"),
                        models.Index(fields=["-written_at"], name="sending_by_time"),
                    ],
                },
            ),
        ),
        protect("messaging_thread"),
        protect("messaging_message"),
        protect("messaging_attachment"),
        protect("messaging_sending"),
        provider_only("messaging_rawmail"),
    ]
