"""Files of cards on their way into stock: the file, how its columns are read, and its rows as they were read."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from simcare.cards.values import ImportState


class CardImport(models.Model):
    """One file of cards. Its rows are read into `ImportRow`, looked at by a person, and then become cards.

    The same file (by hash) is one import: a second upload finds the first.
    """

    file = models.ForeignKey("kernel.KeptFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    state = models.TextField(choices=[(state.value, state.value) for state in ImportState], default=ImportState.NEW)
    header = models.JSONField(default=list, help_text="the names of the file's columns")
    sample = models.JSONField(default=list, help_text="its first rows, to choose the columns by")
    mapping = models.JSONField(default=dict, help_text="what each of our columns is read from: name -> column number")
    fixed = models.JSONField(default=dict, help_text="values that hold for every row: name -> text")
    platforms = models.JSONField(default=list, help_text="the platforms that there were when it was taken in")
    takes_good_rows = models.BooleanField(default=False, help_text="good rows go in although others are wrong")
    work = models.ForeignKey("kernel.Work", models.PROTECT, null=True, related_name="+")
    row_count = models.PositiveIntegerField(default=0)
    good_count = models.PositiveIntegerField(default=0)
    bad_count = models.PositiveIntegerField(default=0)
    warning_count = models.PositiveIntegerField(default=0)
    card_count = models.PositiveIntegerField(default=0, help_text="cards that it has brought")
    written_line = models.PositiveIntegerField(default=0, help_text="rows up to this line have become cards")
    trouble = models.TextField(default="", blank=True, help_text="why it failed: words of a refusal")
    trouble_values = models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text="what those words name")
    by = models.TextField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=~Q(state=ImportState.DROPPED), name="a_file_of_cards_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="card_import_to_do",
                condition=Q(state__in=[ImportState.CHECKING, ImportState.WRITING]),
            )
        ]


class ImportRow(models.Model):
    """A row of the file as it was read; with flaws it keeps its cells too, to be handed back."""

    origin = models.ForeignKey(CardImport, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    iccid = models.TextField(default="")
    imsi = models.TextField(default="")
    msisdn = models.TextField(default="")
    eid = models.TextField(default="")
    imei = models.TextField(default="")
    label = models.TextField(default="")
    product_id = models.BigIntegerField(null=True)
    platform = models.TextField(default="")
    batch = models.TextField(default="")
    account_id = models.BigIntegerField(null=True)
    dealer_id = models.BigIntegerField(null=True)
    sold_on = models.DateField(null=True)
    is_bad = models.BooleanField(default=False)
    flaws = models.JSONField(null=True)
    cells = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "line"], name="an_import_row_once")]
        indexes = [
            models.Index(fields=["origin", "line"], name="import_row_flawed", condition=Q(flaws__isnull=False)),
        ]


class SavedMapping(models.Model):
    """How the columns of one supplier's files are read; kept by a name, and offered when the same header comes."""

    name = models.TextField(unique=True)
    header = models.JSONField()
    mapping = models.JSONField()
    fixed = models.JSONField(default=dict)
    by = models.TextField()
    saved_at = models.DateTimeField()
