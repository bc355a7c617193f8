"""The tables of usage: files, and the large ones in partitions, which runtime roles may have made but not own."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import migrations, models
from django.db.models.expressions import CombinedExpression

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import protect, provider_only

PARTITIONED = """
CREATE TABLE usage_usagerecord (
    card_id bigint NOT NULL,
    record_key bigint NOT NULL,
    day date NOT NULL,
    source_id integer NOT NULL,
    line integer NOT NULL,
    account_id bigint NOT NULL,
    file_id bigint NOT NULL,
    meter_id bigint,
    started_at timestamptz NOT NULL,
    stopped_at timestamptz NOT NULL,
    used_bytes bigint NOT NULL,
    imsi text NOT NULL,
    imei text NOT NULL,
    network text NOT NULL
) PARTITION BY RANGE (day);
-- Each file is stored in the order of its cards, so a few pages of it hold those of one card (decision 17).
CREATE INDEX usage_record_place ON usage_usagerecord USING brin (card_id, started_at)
    WITH (pages_per_range = 16, autosummarize = on);
CREATE TABLE usage_hourusage (
    card_id bigint NOT NULL,
    hour_at timestamptz NOT NULL,
    account_id bigint NOT NULL,
    used_bytes bigint NOT NULL,
    record_count integer NOT NULL,
    PRIMARY KEY (card_id, hour_at, account_id)
) PARTITION BY RANGE (hour_at);
CREATE TABLE usage_dayusage (
    card_id bigint NOT NULL,
    day date NOT NULL,
    account_id bigint NOT NULL,
    used_bytes bigint NOT NULL,
    record_count integer NOT NULL,
    PRIMARY KEY (card_id, day, account_id)
) PARTITION BY RANGE (day);

-- Made apart and then attached: that waits for no reader or writer of the table, and none of them waits for it.
-- A partition has no policy of its own: it can be seen through its table only, whose wall stands before it.
CREATE FUNCTION usage_make_partition(parent text, suffix text, lower_day date, upper_day date, fill integer)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    made text := parent || '_' || suffix;
BEGIN
    IF to_regclass(made) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('usage_make_partition', 0));
    IF to_regclass(made) IS NOT NULL THEN
        RETURN;  -- another process made it while we waited
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I) WITH (fillfactor = %s)', made, parent, fill);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', made);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', made);
    EXECUTE format(
        'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        parent, made, lower_day || ' 00:00:00+00', upper_day || ' 00:00:00+00'
    );
END $$;
REVOKE ALL ON FUNCTION usage_make_partition FROM PUBLIC;

-- Runs as the owner of the tables, for the roles of processes may make no table. A day that cannot be is refused.
CREATE FUNCTION usage_make_partitions(wanted date)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    month date := date_trunc('month', wanted)::date;
BEGIN
    IF wanted NOT BETWEEN '2015-01-01' AND '2099-12-31' THEN
        RAISE EXCEPTION 'no usage is kept of %', wanted;
    END IF;
    PERFORM usage_make_partition('usage_usagerecord', to_char(wanted, 'YYYYMMDD'), wanted, wanted + 1, 100);
    PERFORM usage_make_partition('usage_hourusage', to_char(wanted, 'YYYYMMDD'), wanted, wanted + 1, 80);
    PERFORM usage_make_partition(
        'usage_dayusage', to_char(month, 'YYYYMM'), month, (month + interval '1 month')::date, 45
    );
END $$;
"""
DROP_PARTITIONED = """
DROP FUNCTION usage_make_partitions;
DROP FUNCTION usage_make_partition;
DROP TABLE usage_usagerecord, usage_hourusage, usage_dayusage;
"""


class Migration(migrations.Migration):
    initial = True

    replaces = [("usage", "0001_initial")]
    dependencies = [("accounts", "0001_tables"), ("cards", "0001_cards")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="UsageSource",
                fields=[
                    ("id", models.AutoField(primary_key=True, serialize=False)),
                    ("name", models.TextField(unique=True)),
                    ("created_at", models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name="UsageFile",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "source",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="files", to="usage.usagesource"),
                    ),
                    ("name", models.TextField(help_text="as it came; for display only, never a path")),
                    ("sha256", models.CharField(max_length=64, unique=True)),
                    ("size_bytes", models.PositiveBigIntegerField()),
                    ("line_count", models.PositiveIntegerField(default=0, help_text="without a header")),
                    ("new_count", models.PositiveIntegerField(default=0)),
                    ("repeated_count", models.PositiveIntegerField(default=0)),
                    ("stray_count", models.PositiveIntegerField(default=0)),
                    ("bad_count", models.PositiveIntegerField(default=0)),
                    ("used_bytes", models.PositiveBigIntegerField(default=0, help_text="of its new records")),
                    ("from_at", models.DateTimeField(help_text="when its first new record began", null=True)),
                    ("until_at", models.DateTimeField(help_text="when its last new record began", null=True)),
                    ("received_at", models.DateTimeField()),
                    ("by", models.TextField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["-received_at"], name="usage_file_newest"),
                        models.Index(fields=["until_at"], name="usage_file_by_end"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "line_count",
                                    CombinedExpression(
                                        CombinedExpression(
                                            CombinedExpression(models.F("new_count"), "+", models.F("repeated_count")),
                                            "+",
                                            models.F("stray_count"),
                                        ),
                                        "+",
                                        models.F("bad_count"),
                                    ),
                                )
                            ),
                            name="every_line_is_accounted_for",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="BadLine",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "file",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="bad_lines", to="usage.usagefile"),
                    ),
                    ("line", models.PositiveIntegerField()),
                    ("code", models.TextField()),
                    ("text", models.TextField(help_text="the line itself, cut")),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("file", "line"), name="a_bad_line_once")],
                },
            ),
            migrations.CreateModel(
                name="Meter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "card",
                        models.ForeignKey(
                            db_index=False, on_delete=models.PROTECT, related_name="meters", to="cards.card"
                        ),
                    ),
                    (
                        "account",
                        models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, to="accounts.account"),
                    ),
                    ("package", models.TextField(help_text="what the package is called")),
                    ("period", DateTimeRangeField()),
                    ("allowance_bytes", models.BigIntegerField(help_text="null: as much as one likes", null=True)),
                    ("used_bytes", models.BigIntegerField(default=0)),
                    ("opened_by", models.TextField()),
                    ("opened_at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        ExclusionConstraint(expressions=[("card", "="), ("period", "&&")], name="one_meter_at_a_time"),
                        models.CheckConstraint(
                            condition=models.Q(("used_bytes__gte", 0)), name="used_is_never_negative"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="StrayRecord",
                fields=[
                    (
                        "pk",
                        models.CompositePrimaryKey(
                            "iccid_key",
                            "record_key",
                            "day",
                            "source_id",
                            blank=True,
                            editable=False,
                            primary_key=True,
                            serialize=False,
                        ),
                    ),
                    ("iccid_key", models.TextField()),
                    ("record_key", models.BigIntegerField()),
                    ("day", models.DateField()),
                    (
                        "source",
                        models.ForeignKey(
                            db_index=False, on_delete=models.PROTECT, related_name="+", to="usage.usagesource"
                        ),
                    ),
                    ("line", models.IntegerField()),
                    (
                        "file",
                        models.ForeignKey(
                            db_index=False, on_delete=models.PROTECT, related_name="+", to="usage.usagefile"
                        ),
                    ),
                    ("started_at", models.DateTimeField()),
                    ("stopped_at", models.DateTimeField()),
                    ("used_bytes", models.BigIntegerField()),
                    ("imsi", models.TextField()),
                    ("imei", models.TextField()),
                    ("network", models.TextField()),
                ],
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                CreateTables(
                    migrations.CreateModel(
                        name="UsageRecord",
                        fields=[
                            (
                                "pk",
                                models.CompositePrimaryKey(
                                    "card_id",
                                    "record_key",
                                    "started_at",
                                    "source_id",
                                    blank=True,
                                    editable=False,
                                    primary_key=True,
                                    serialize=False,
                                ),
                            ),
                            (
                                "card",
                                models.ForeignKey(
                                    db_constraint=False,
                                    db_index=False,
                                    on_delete=models.DO_NOTHING,
                                    related_name="+",
                                    to="cards.card",
                                ),
                            ),
                            ("record_key", models.BigIntegerField()),
                            ("day", models.DateField(help_text="in UTC, of its start; the partition")),
                            (
                                "source",
                                models.ForeignKey(
                                    db_constraint=False,
                                    db_index=False,
                                    on_delete=models.DO_NOTHING,
                                    related_name="+",
                                    to="usage.usagesource",
                                ),
                            ),
                            ("line", models.IntegerField(help_text="in its file")),
                            ("account_id", models.BigIntegerField()),
                            (
                                "file",
                                models.ForeignKey(
                                    db_constraint=False,
                                    db_index=False,
                                    on_delete=models.DO_NOTHING,
                                    related_name="+",
                                    to="usage.usagefile",
                                ),
                            ),
                            (
                                "meter",
                                models.ForeignKey(
                                    db_constraint=False,
                                    db_index=False,
                                    null=True,
                                    on_delete=models.DO_NOTHING,
                                    to="usage.meter",
                                ),
                            ),
                            ("started_at", models.DateTimeField()),
                            ("stopped_at", models.DateTimeField()),
                            ("used_bytes", models.BigIntegerField()),
                            ("imsi", models.TextField()),
                            ("imei", models.TextField()),
                            ("network", models.TextField(help_text="PLMN code: MCC, then MNC")),
                        ],
                    ),
                    migrations.CreateModel(
                        name="HourUsage",
                        fields=[
                            (
                                "pk",
                                models.CompositePrimaryKey(
                                    "card_id",
                                    "hour_at",
                                    "account_id",
                                    blank=True,
                                    editable=False,
                                    primary_key=True,
                                    serialize=False,
                                ),
                            ),
                            (
                                "card",
                                models.ForeignKey(
                                    db_constraint=False,
                                    db_index=False,
                                    on_delete=models.DO_NOTHING,
                                    related_name="+",
                                    to="cards.card",
                                ),
                            ),
                            ("hour_at", models.DateTimeField()),
                            ("account_id", models.BigIntegerField()),
                            ("used_bytes", models.BigIntegerField()),
                            ("record_count", models.IntegerField()),
                        ],
                    ),
                    migrations.CreateModel(
                        name="DayUsage",
                        fields=[
                            (
                                "pk",
                                models.CompositePrimaryKey(
                                    "card_id",
                                    "day",
                                    "account_id",
                                    blank=True,
                                    editable=False,
                                    primary_key=True,
                                    serialize=False,
                                ),
                            ),
                            (
                                "card",
                                models.ForeignKey(
                                    db_constraint=False,
                                    db_index=False,
                                    on_delete=models.DO_NOTHING,
                                    related_name="+",
                                    to="cards.card",
                                ),
                            ),
                            ("day", models.DateField()),
                            ("account_id", models.BigIntegerField()),
                            ("used_bytes", models.BigIntegerField()),
                            ("record_count", models.IntegerField()),
                        ],
                    ),
                )
            ],
            database_operations=[migrations.RunSQL(PARTITIONED, DROP_PARTITIONED)],
        ),
        migrations.RunSQL("ALTER TABLE usage_meter SET (fillfactor = 45)", migrations.RunSQL.noop),
        protect("usage_usagerecord"),
        protect("usage_hourusage"),
        protect("usage_dayusage"),
        protect("usage_meter"),
        provider_only("usage_strayrecord"),
        provider_only("usage_usagefile"),
        provider_only("usage_badline"),
    ]
