"""Edits of many cards at once, and the history that every change of a card leaves."""

from django.db import models
from django.db.models import Q

from simcare.cards.values import EditState


class CardEdit(models.Model):
    """One change wanted for many cards: those named in `card_ids`, or all that `filters` match when it began."""

    change = models.JSONField(help_text="field -> new value")
    card_ids = models.JSONField(null=True, help_text="a selection; null: all that match the filters")
    filters = models.JSONField(default=dict)
    state = models.TextField(choices=[(state.value, state.value) for state in EditState], default=EditState.RUNNING)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    work = models.ForeignKey("kernel.Work", models.PROTECT, null=True, related_name="+")
    total = models.PositiveIntegerField()
    last_card_id = models.BigIntegerField(default=0, help_text="cards up to this one are done")
    last_id = models.BigIntegerField(default=0, help_text="the newest card when it began; later ones are not touched")
    changed_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    by = models.TextField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="card_edit_to_do", condition=Q(state=EditState.RUNNING))]


class EditRefusal(models.Model):
    """A card that an edit left as it was, and why."""

    edit = models.ForeignKey(CardEdit, models.CASCADE, related_name="refusals")
    card = models.ForeignKey("cards.Card", models.CASCADE, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    code = models.TextField()


class CardChange(models.Model):
    """What changed on a card, beside its state: who, when, from where; before and after by field. Append-only."""

    card = models.ForeignKey("cards.Card", models.CASCADE, related_name="changes")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    at = models.DateTimeField()
    by = models.TextField()
    source = models.TextField(help_text="such as import:12, edit:4, console")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    edit = models.ForeignKey(CardEdit, models.PROTECT, null=True, related_name="changes")

    class Meta:
        indexes = [
            models.Index(fields=["card", "-at"], name="card_change_history"),
            models.Index(fields=["edit", "card"], name="card_change_of_edit", condition=~Q(edit=None)),
        ]
