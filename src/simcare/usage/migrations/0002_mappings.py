"""How files of any provider are read, and records of cards that their files name otherwise than by ICCID."""

import django.db.models.deletion
from django.db import migrations, models

from simcare.kernel.tenancy import provider_only

NAMED = """
-- The card that had an IMSI or phone number (`imsi...`, `tel+...`) at a time or, if none had, that was the next to get
-- it: cards come into stock after their first records. Its key; null where there is none.
CREATE FUNCTION usage_card_named(name text, at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT card.iccid_key
    FROM public.cards_cardname known JOIN public.cards_card card ON card.id = known.card_id
    WHERE known.kind = CASE left(name, 4) WHEN 'imsi' THEN 'imsi' ELSE 'msisdn' END
        AND known.value = substr(name, 5) AND (upper_inf(known.period) OR upper(known.period) > at)
    ORDER BY lower(known.period) NULLS FIRST LIMIT 1
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("usage", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField(unique=True)),
                ("header", models.JSONField(help_text="the names of the columns, as the file has them")),
                ("layout", models.JSONField(help_text="a `values.Layout`")),
                ("by", models.TextField()),
                ("saved_at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="strayrecord",
            index=models.Index(
                condition=models.Q(
                    ("iccid_key__startswith", "imsi"), ("iccid_key__startswith", "tel+"), _connector="OR"
                ),
                fields=["iccid_key"],
                name="stray_named_otherwise",
            ),
        ),
        migrations.AddField(
            model_name="savedmapping",
            name="source",
            field=models.ForeignKey(
                help_text="who numbers the records",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="usage.usagesource",
            ),
        ),
        migrations.AddField(
            model_name="usagefile",
            name="mapping",
            field=models.ForeignKey(
                help_text="null: CDRs",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="usage.savedmapping",
            ),
        ),
        migrations.RunSQL(NAMED, "DROP FUNCTION usage_card_named"),
        provider_only("usage_savedmapping"),
    ]
