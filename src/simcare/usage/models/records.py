"""Records of usage and their sums. Every key begins with the card, so that the tables can be spread over machines.

The tables are partitioned: records and hours by the day, days by the month (`usage_make_partitions`, migration 0001).
They carry no foreign keys that the database checks: a million rows come at once, and cards are never deleted.
`account_id` is whose the card was when the record began; 0 stands for nobody's.
"""

from django.db import models
from django.db.models import Q


class UsageRecord(models.Model):
    """One record of an operator, once however often it comes: same source, number, card and start are one record.

    `record_key` is the operator's number, or 63 bits of a digest where its id is no number (`rules.reading.key_of`). No
    index of the table holds this key; whoever stores records holds the lock of their hours (`actions.staging.store`).
    """

    pk = models.CompositePrimaryKey("card_id", "record_key", "started_at", "source_id")
    card = models.ForeignKey("cards.Card", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    record_key = models.BigIntegerField()
    day = models.DateField(help_text="in UTC, of its start; the partition")
    source = models.ForeignKey("UsageSource", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    line = models.IntegerField(help_text="in its file")
    account_id = models.BigIntegerField()
    file = models.ForeignKey("UsageFile", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    meter = models.ForeignKey("Meter", models.DO_NOTHING, db_constraint=False, db_index=False, null=True)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField()
    used_bytes = models.BigIntegerField()
    imsi = models.TextField()
    imei = models.TextField()
    network = models.TextField(help_text="PLMN code: MCC, then MNC")


class StrayRecord(models.Model):
    """A record of a card that we don't know: kept, and taken over when the card comes into stock.

    A card that its file names by IMSI or phone number only stands as `imsi` or `tel+` and the digits.
    """

    pk = models.CompositePrimaryKey("iccid_key", "record_key", "day", "source_id")
    iccid_key = models.TextField()
    record_key = models.BigIntegerField()
    day = models.DateField()
    source = models.ForeignKey("UsageSource", models.PROTECT, db_index=False, related_name="+")
    line = models.IntegerField()
    file = models.ForeignKey("UsageFile", models.PROTECT, db_index=False, related_name="+")
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField()
    used_bytes = models.BigIntegerField()
    imsi = models.TextField()
    imei = models.TextField()
    network = models.TextField()

    class Meta:
        indexes = [
            models.Index(
                fields=["iccid_key"],
                name="stray_named_otherwise",
                condition=Q(iccid_key__startswith="imsi") | Q(iccid_key__startswith="tel+"),
            )
        ]


class RepeatedRecord(models.Model):
    """A record that was there already when its file brought it: kept, for it stands when the file before is unloaded.

    Its card is named as the file names it, or as a stray record is.
    """

    pk = models.CompositePrimaryKey("file_id", "line")
    file = models.ForeignKey("UsageFile", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    line = models.IntegerField()
    source = models.ForeignKey("UsageSource", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    iccid_key = models.TextField()
    record_key = models.BigIntegerField()
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField()
    used_bytes = models.BigIntegerField()
    imsi = models.TextField()
    imei = models.TextField()
    network = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["record_key", "iccid_key"], name="usage_repeated_of_a_record")]


class HourUsage(models.Model):
    """What a card used in the records that began in an hour, [hour_at, hour_at + 1 h)."""

    pk = models.CompositePrimaryKey("card_id", "hour_at", "account_id")
    card = models.ForeignKey("cards.Card", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    hour_at = models.DateTimeField()
    account_id = models.BigIntegerField()
    used_bytes = models.BigIntegerField()
    record_count = models.IntegerField()


class DayUsage(models.Model):
    """What a card used in the records that began on a day (UTC)."""

    pk = models.CompositePrimaryKey("card_id", "day", "account_id")
    card = models.ForeignKey("cards.Card", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    day = models.DateField()
    account_id = models.BigIntegerField()
    used_bytes = models.BigIntegerField()
    record_count = models.IntegerField()
