"""Cards, what they are called over time, whose they are over time, and the equipment they sit in."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat, Now, Upper

from simcare.cards.values import CardState, Presence, StoppedBy

BLANK = Value(" ", output_field=models.TextField())


def _choices(words: type[CardState] | type[StoppedBy] | type[Presence]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Product(models.Model):
    """A kind of card that is sold: its platform's name for it, and the settings a device needs for it."""

    code = models.TextField(unique=True)
    name = models.TextField()
    apn = models.TextField(default="", blank=True)
    apn_user = models.TextField(default="", blank=True)
    apn_password = models.TextField(default="", blank=True)
    activates_on_first_attach = models.BooleanField(default=True)
    specification = models.JSONField(default=dict, help_text="bands, form factor, temperature range, ...")

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """Cards made and delivered together; `origin` says where we know it from, such as the file of an import."""

    code = models.TextField(unique=True)
    made_on = models.DateField(null=True)
    origin = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.code


class Supplier(models.Model):
    """Who makes or sells the equipment, and takes over its hardware faults (I.2)."""

    name = models.TextField(unique=True)
    email = models.EmailField(default="", blank=True)
    language = models.TextField(default="en")

    def __str__(self) -> str:
        return self.name


class Card(models.Model):
    """One SIM card. Its lists are ordered by ICCID within what they are narrowed to: each index ends in it.

    Its key is the first 19 characters of the ICCID; IMSI and number may change, their history is kept.
    """

    iccid = models.TextField(help_text="19 or 20 characters, upper case")
    iccid_key = models.TextField(unique=True, help_text="the first 19 characters of the ICCID")
    eid = models.TextField(default="", blank=True)
    imsi = models.TextField(default="", blank=True)
    msisdn = models.TextField(default="", blank=True)
    imei = models.TextField(default="", blank=True, help_text="of the device last seen with the card")
    product = models.ForeignKey(Product, models.PROTECT, related_name="cards", db_index=False)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="cards", db_index=False)
    platform = models.TextField(help_text="name of the operator platform that runs it")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="cards", db_index=False)
    dealer = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="dealt_cards", db_index=False
    )
    label = models.TextField(default="", blank=True, help_text="what its account calls it")
    sold_on = models.DateField(null=True, help_text="the warranty of 10 years runs from here (III.1)")
    state = models.TextField(choices=_choices(CardState), default=CardState.UNKNOWN)
    stopped_by = models.TextField(choices=_choices(StoppedBy), blank=True, default="")
    presence = models.TextField(choices=_choices(Presence), default=Presence.UNKNOWN)
    state_observed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    names_text = models.GeneratedField(
        expression=Upper(Concat("iccid", BLANK, "imsi", BLANK, "msisdn", BLANK, "imei", BLANK, "eid", BLANK, "label")),
        output_field=models.TextField(),
        db_persist=True,
    )  # every name it is searched by, in one text with one index

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stopped_by_only_when_suspended", condition=Q(stopped_by="") | Q(state=CardState.SUSPENDED)
            ),
        ]
        indexes = [
            models.Index(fields=["account", "iccid_key"], name="card_by_account"),
            GinIndex(Func(F("names_text"), function="cards_name_runs"), name="card_names_by_runs"),
            models.Index(fields=["dealer", "iccid_key"], name="card_by_dealer", condition=~Q(dealer=None)),
            models.Index(fields=["batch", "iccid_key"], name="card_by_batch"),
            models.Index(fields=["product", "iccid_key"], name="card_by_product"),
            models.Index(fields=["platform", "iccid_key"], name="card_by_platform"),
            models.Index(fields=["state", "iccid_key"], name="card_by_state"),
            models.Index(fields=["sold_on"], name="card_by_sale"),
            models.Index(fields=["account", "state"], name="card_states_of_account"),
            models.Index(fields=["batch", "state"], include=["account"], name="card_states_of_batch"),
            models.Index(fields=["imsi"], name="card_by_imsi", condition=~Q(imsi="")),
            models.Index(fields=["msisdn"], name="card_by_msisdn", condition=~Q(msisdn="")),
            models.Index(fields=["imei"], name="card_by_imei", condition=~Q(imei="")),
        ]

    def __str__(self) -> str:
        return self.iccid


class CardContact(models.Model):
    """A person who is known to use a card, and so may hear about it."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="contacts")
    contact = models.ForeignKey("accounts.Contact", models.CASCADE, related_name="cards")
    account = models.ForeignKey("accounts.Account", models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "contact"], name="a_contact_once_per_card")]


class CardName(models.Model):
    """An IMSI, number or IMEI that a card had for some time."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="names")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    kind = models.TextField(choices=[("imsi", "IMSI"), ("msisdn", "MSISDN"), ("imei", "IMEI")])
    value = models.TextField()
    period = DateTimeRangeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "value"], name="card_name_lookup")]


class CardAssignment(models.Model):
    """To which account, and sold by which dealer, a card belongs in a half-open period; never two at once."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="assignments")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="card_assignments")
    dealer = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="sold_assignments")
    period = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_assignment_at_a_time",
                expressions=[("card", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            )
        ]


class CardStateChange(models.Model):
    """A state the card came into: reported or asked for, by whom."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="state_changes")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    state = models.TextField(choices=_choices(CardState))
    stopped_by = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    by = models.TextField()
    source = models.TextField(help_text="where we know it from, such as eiotclub:getCardsInfo")

    class Meta:
        indexes = [models.Index(fields=["card", "-at"], name="card_state_history")]


class Equipment(models.Model):
    """A device of a customer in which a card works."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="equipment")
    card = models.ForeignKey(Card, models.SET_NULL, null=True, related_name="equipment")
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, related_name="equipment")
    kind = models.TextField(help_text="camera, tracker, meter, ...")
    model = models.TextField(default="", blank=True)
    module = models.TextField(default="", blank=True, help_text="the modem inside")
    imei = models.TextField(default="", blank=True)
    place = models.TextField(default="", blank=True)
