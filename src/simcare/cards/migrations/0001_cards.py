"""Cards: what they are, what they are called, whose they are and what they are built into."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.functions import Concat, Now, Upper

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import protect


class Migration(migrations.Migration):
    initial = True

    replaces = [("cards", "0001_initial"), ("cards", "0003_whole_numbers"), ("cards", "0004_refusals_apart")]
    dependencies = [("kernel", "0001_tables"), ("accounts", "0001_tables")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Product",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.TextField(unique=True)),
                    ("name", models.TextField()),
                    ("apn", models.TextField(blank=True, default="")),
                    ("apn_user", models.TextField(blank=True, default="")),
                    ("apn_password", models.TextField(blank=True, default="")),
                    ("activates_on_first_attach", models.BooleanField(default=True)),
                    (
                        "specification",
                        models.JSONField(default=dict, help_text="bands, form factor, temperature range, ..."),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Batch",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.TextField(unique=True)),
                    ("made_on", models.DateField(null=True)),
                    ("origin", models.TextField(blank=True, default="")),
                    ("created_at", models.DateTimeField(db_default=Now())),
                ],
            ),
            migrations.CreateModel(
                name="Supplier",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.TextField(unique=True)),
                    ("email", models.EmailField(blank=True, default="", max_length=254)),
                    ("language", models.TextField(default="en")),
                ],
            ),
            migrations.CreateModel(
                name="Card",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("iccid", models.TextField(help_text="19 or 20 characters, upper case")),
                    ("iccid_key", models.TextField(help_text="the first 19 characters of the ICCID", unique=True)),
                    ("eid", models.TextField(blank=True, default="")),
                    ("imsi", models.TextField(blank=True, default="")),
                    ("msisdn", models.TextField(blank=True, default="")),
                    (
                        "imei",
                        models.TextField(blank=True, default="", help_text="of the device last seen with the card"),
                    ),
                    (
                        "product",
                        models.ForeignKey(
                            db_index=False, on_delete=models.PROTECT, related_name="cards", to="cards.product"
                        ),
                    ),
                    (
                        "batch",
                        models.ForeignKey(
                            db_index=False, null=True, on_delete=models.PROTECT, related_name="cards", to="cards.batch"
                        ),
                    ),
                    ("platform", models.TextField(help_text="name of the operator platform that runs it")),
                    (
                        "account",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=models.PROTECT,
                            related_name="cards",
                            to="accounts.account",
                        ),
                    ),
                    (
                        "dealer",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=models.PROTECT,
                            related_name="dealt_cards",
                            to="accounts.account",
                        ),
                    ),
                    ("label", models.TextField(blank=True, default="", help_text="what its account calls it")),
                    (
                        "sold_on",
                        models.DateField(help_text="the warranty of 10 years runs from here (III.1)", null=True),
                    ),
                    (
                        "state",
                        models.TextField(
                            choices=[
                                ("not_activated", "not_activated"),
                                ("ready", "ready"),
                                ("active", "active"),
                                ("standby", "standby"),
                                ("suspended", "suspended"),
                                ("terminated", "terminated"),
                                ("changing", "changing"),
                                ("unknown", "unknown"),
                            ],
                            default="unknown",
                        ),
                    ),
                    (
                        "stopped_by",
                        models.TextField(
                            blank=True,
                            choices=[
                                ("customer", "customer"),
                                ("provider", "provider"),
                                ("operator", "operator"),
                                ("limit", "limit"),
                                ("unknown", "unknown"),
                            ],
                            default="",
                        ),
                    ),
                    (
                        "presence",
                        models.TextField(
                            choices=[
                                ("online", "online"),
                                ("attached", "attached"),
                                ("offline", "offline"),
                                ("unknown", "unknown"),
                            ],
                            default="unknown",
                        ),
                    ),
                    ("state_observed_at", models.DateTimeField(null=True)),
                    ("created_at", models.DateTimeField(db_default=Now())),
                    (
                        "names_text",
                        models.GeneratedField(
                            db_persist=True,
                            expression=Upper(
                                Concat(
                                    "iccid",
                                    models.Value(" ", output_field=models.TextField()),
                                    "imsi",
                                    models.Value(" ", output_field=models.TextField()),
                                    "msisdn",
                                    models.Value(" ", output_field=models.TextField()),
                                    "imei",
                                    models.Value(" ", output_field=models.TextField()),
                                    "eid",
                                    models.Value(" ", output_field=models.TextField()),
                                    "label",
                                )
                            ),
                            output_field=models.TextField(),
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["account", "iccid_key"], name="card_by_account"),
                        GinIndex(OpClass("names_text", name="gin_trgm_ops"), name="card_names_part"),
                        models.Index(
                            condition=models.Q(("dealer", None), _negated=True),
                            fields=["dealer", "iccid_key"],
                            name="card_by_dealer",
                        ),
                        models.Index(fields=["batch", "iccid_key"], name="card_by_batch"),
                        models.Index(fields=["product", "iccid_key"], name="card_by_product"),
                        models.Index(fields=["platform", "iccid_key"], name="card_by_platform"),
                        models.Index(fields=["state", "iccid_key"], name="card_by_state"),
                        models.Index(fields=["sold_on"], name="card_by_sale"),
                        models.Index(fields=["account", "state"], name="card_states_of_account"),
                        models.Index(fields=["batch", "state"], include=("account",), name="card_states_of_batch"),
                        models.Index(
                            condition=models.Q(("imsi", ""), _negated=True), fields=["imsi"], name="card_by_imsi"
                        ),
                        models.Index(
                            condition=models.Q(("msisdn", ""), _negated=True), fields=["msisdn"], name="card_by_msisdn"
                        ),
                        models.Index(
                            condition=models.Q(("imei", ""), _negated=True), fields=["imei"], name="card_by_imei"
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("stopped_by", ""), ("state", "suspended"), _connector="OR"),
                            name="stopped_by_only_when_suspended",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="CardContact",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("card", models.ForeignKey(on_delete=models.CASCADE, related_name="contacts", to="cards.card")),
                    (
                        "contact",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="cards", to="accounts.contact"),
                    ),
                    ("account", models.ForeignKey(on_delete=models.PROTECT, to="accounts.account")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("card", "contact"), name="a_contact_once_per_card")
                    ],
                },
            ),
            migrations.CreateModel(
                name="CardName",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("card", models.ForeignKey(on_delete=models.CASCADE, related_name="names", to="cards.card")),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("kind", models.TextField(choices=[("imsi", "IMSI"), ("msisdn", "MSISDN"), ("imei", "IMEI")])),
                    ("value", models.TextField()),
                    ("period", DateTimeRangeField()),
                ],
                options={
                    "indexes": [models.Index(fields=["kind", "value"], name="card_name_lookup")],
                },
            ),
            migrations.CreateModel(
                name="CardAssignment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("card", models.ForeignKey(on_delete=models.CASCADE, related_name="assignments", to="cards.card")),
                    (
                        "account",
                        models.ForeignKey(
                            on_delete=models.PROTECT, related_name="card_assignments", to="accounts.account"
                        ),
                    ),
                    (
                        "dealer",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="sold_assignments", to="accounts.account"
                        ),
                    ),
                    ("period", DateTimeRangeField()),
                ],
                options={
                    "constraints": [
                        ExclusionConstraint(
                            expressions=[("card", "="), ("period", "&&")], name="one_assignment_at_a_time"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="CardStateChange",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "card",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="state_changes", to="cards.card"),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    (
                        "state",
                        models.TextField(
                            choices=[
                                ("not_activated", "not_activated"),
                                ("ready", "ready"),
                                ("active", "active"),
                                ("standby", "standby"),
                                ("suspended", "suspended"),
                                ("terminated", "terminated"),
                                ("changing", "changing"),
                                ("unknown", "unknown"),
                            ]
                        ),
                    ),
                    ("stopped_by", models.TextField(blank=True, default="")),
                    ("at", models.DateTimeField()),
                    ("by", models.TextField()),
                    ("source", models.TextField(help_text="where we know it from, such as eiotclub:getCardsInfo")),
                ],
                options={
                    "indexes": [models.Index(fields=["card", "-at"], name="card_state_history")],
                },
            ),
            migrations.CreateModel(
                name="Equipment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "account",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="equipment", to="accounts.account"),
                    ),
                    (
                        "card",
                        models.ForeignKey(
                            null=True, on_delete=models.SET_NULL, related_name="equipment", to="cards.card"
                        ),
                    ),
                    (
                        "supplier",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="equipment", to="cards.supplier"
                        ),
                    ),
                    ("kind", models.TextField(help_text="camera, tracker, meter, ...")),
                    ("model", models.TextField(blank=True, default="")),
                    ("module", models.TextField(blank=True, default="", help_text="the modem inside")),
                    ("imei", models.TextField(blank=True, default="")),
                    ("place", models.TextField(blank=True, default="")),
                ],
            ),
        ),
        protect("cards_card"),
        protect("cards_cardcontact"),
        protect("cards_cardname"),
        protect("cards_cardassignment"),
        protect("cards_cardstatechange"),
        protect("cards_equipment"),
    ]
