"""Many cards at once: imports, edits with what they changed, and exports."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import append_only, protect, provider_only


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_tables"), ("accounts", "0001_tables"), ("cards", "0001_cards")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="CardEdit",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("change", models.JSONField(help_text="field -> new value")),
                    (
                        "card_ids",
                        models.JSONField(help_text="a selection; null: all that match the filters", null=True),
                    ),
                    ("filters", models.JSONField(default=dict)),
                    (
                        "state",
                        models.TextField(
                            choices=[("running", "running"), ("stopped", "stopped"), ("done", "done")],
                            default="running",
                        ),
                    ),
                    (
                        "undoes",
                        models.OneToOneField(
                            null=True, on_delete=models.PROTECT, related_name="undone_by", to="cards.cardedit"
                        ),
                    ),
                    (
                        "work",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="kernel.work"),
                    ),
                    ("total", models.PositiveIntegerField()),
                    ("last_card_id", models.BigIntegerField(default=0, help_text="cards up to this one are done")),
                    (
                        "last_id",
                        models.BigIntegerField(
                            default=0, help_text="the newest card when it began; later ones are not touched"
                        ),
                    ),
                    ("changed_count", models.PositiveIntegerField(default=0)),
                    ("same_count", models.PositiveIntegerField(default=0)),
                    ("refused_count", models.PositiveIntegerField(default=0)),
                    ("by", models.TextField()),
                    ("created_at", models.DateTimeField()),
                    ("finished_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("state", "running")), fields=["id"], name="card_edit_to_do")
                    ],
                },
            ),
            migrations.CreateModel(
                name="CardChange",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("card", models.ForeignKey(on_delete=models.CASCADE, related_name="changes", to="cards.card")),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("at", models.DateTimeField()),
                    ("by", models.TextField()),
                    ("source", models.TextField(help_text="such as import:12, edit:4, console")),
                    ("before", models.JSONField(default=dict)),
                    ("after", models.JSONField(default=dict)),
                    (
                        "edit",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="changes", to="cards.cardedit"
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["card", "-at"], name="card_change_history"),
                        models.Index(
                            condition=models.Q(("edit", None), _negated=True),
                            fields=["edit", "card"],
                            name="card_change_of_edit",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="EditRefusal",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("edit", models.ForeignKey(on_delete=models.CASCADE, related_name="refusals", to="cards.cardedit")),
                    ("card", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="cards.card")),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("code", models.TextField()),
                ],
            ),
            migrations.CreateModel(
                name="CardExport",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("filters", models.JSONField(default=dict)),
                    ("columns", models.JSONField()),
                    ("kind", models.TextField(choices=[("csv", "csv"), ("xlsx", "xlsx")])),
                    ("work", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="kernel.work")),
                    (
                        "file",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="kernel.keptfile"),
                    ),
                    ("by", models.TextField()),
                    ("created_at", models.DateTimeField()),
                    ("finished_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("finished_at", None)), fields=["id"], name="card_export_to_do")
                    ],
                },
            ),
            migrations.CreateModel(
                name="CardImport",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("file", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="kernel.keptfile")),
                    ("sha256", models.CharField(max_length=64)),
                    (
                        "state",
                        models.TextField(
                            choices=[
                                ("new", "new"),
                                ("checking", "checking"),
                                ("checked", "checked"),
                                ("writing", "writing"),
                                ("done", "done"),
                                ("stopped", "stopped"),
                                ("failed", "failed"),
                                ("dropped", "dropped"),
                            ],
                            default="new",
                        ),
                    ),
                    ("header", models.JSONField(default=list, help_text="the names of the file's columns")),
                    ("sample", models.JSONField(default=list, help_text="its first rows, to choose the columns by")),
                    (
                        "mapping",
                        models.JSONField(
                            default=dict, help_text="what each of our columns is read from: name -> column number"
                        ),
                    ),
                    ("fixed", models.JSONField(default=dict, help_text="values that hold for every row: name -> text")),
                    (
                        "platforms",
                        models.JSONField(default=list, help_text="the platforms that there were when it was taken in"),
                    ),
                    (
                        "takes_good_rows",
                        models.BooleanField(default=False, help_text="good rows go in although others are wrong"),
                    ),
                    (
                        "work",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="kernel.work"),
                    ),
                    ("row_count", models.PositiveIntegerField(default=0)),
                    ("good_count", models.PositiveIntegerField(default=0)),
                    ("bad_count", models.PositiveIntegerField(default=0)),
                    ("warning_count", models.PositiveIntegerField(default=0)),
                    ("card_count", models.PositiveIntegerField(default=0, help_text="cards that it has brought")),
                    (
                        "written_line",
                        models.PositiveIntegerField(default=0, help_text="rows up to this line have become cards"),
                    ),
                    (
                        "trouble",
                        models.TextField(blank=True, default="", help_text="why it failed: words of a refusal"),
                    ),
                    (
                        "trouble_values",
                        models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text="what those words name"),
                    ),
                    ("by", models.TextField()),
                    ("created_at", models.DateTimeField()),
                    ("finished_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state__in", ["checking", "writing"])),
                            fields=["id"],
                            name="card_import_to_do",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "dropped"), _negated=True),
                            fields=("sha256",),
                            name="a_file_of_cards_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ImportRow",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("origin", models.ForeignKey(on_delete=models.CASCADE, related_name="rows", to="cards.cardimport")),
                    ("line", models.PositiveIntegerField()),
                    ("iccid", models.TextField(default="")),
                    ("imsi", models.TextField(default="")),
                    ("msisdn", models.TextField(default="")),
                    ("eid", models.TextField(default="")),
                    ("imei", models.TextField(default="")),
                    ("label", models.TextField(default="")),
                    ("product_id", models.BigIntegerField(null=True)),
                    ("platform", models.TextField(default="")),
                    ("batch", models.TextField(default="")),
                    ("account_id", models.BigIntegerField(null=True)),
                    ("dealer_id", models.BigIntegerField(null=True)),
                    ("sold_on", models.DateField(null=True)),
                    ("is_bad", models.BooleanField(default=False)),
                    ("flaws", models.JSONField(null=True)),
                    ("cells", models.JSONField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("flaws__isnull", False)),
                            fields=["origin", "line"],
                            name="import_row_flawed",
                        )
                    ],
                    "constraints": [models.UniqueConstraint(fields=("origin", "line"), name="an_import_row_once")],
                },
            ),
            migrations.CreateModel(
                name="SavedMapping",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.TextField(unique=True)),
                    ("header", models.JSONField()),
                    ("mapping", models.JSONField()),
                    ("fixed", models.JSONField(default=dict)),
                    ("by", models.TextField()),
                    ("saved_at", models.DateTimeField()),
                ],
            ),
        ),
        protect("cards_cardchange"),
        append_only("cards_cardchange"),
        protect("cards_editrefusal"),
        provider_only("cards_cardedit"),
        provider_only("cards_cardexport"),
        provider_only("cards_cardimport"),
        provider_only("cards_importrow"),
        provider_only("cards_savedmapping"),
    ]
