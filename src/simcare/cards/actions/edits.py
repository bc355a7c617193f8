"""Many cards changed alike: to an account or dealer, product, label, batch, equipment; each leaves its history.

An edit goes card by card in the order of their ids, some hundred at a time, and each step is whole: killed or stopped,
it goes on after the last card it has done. Undoing is another edit: it gives a card back what it had, where the card
still has what the edit gave it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max

from simcare.accounts.models import Account
from simcare.cards.actions.imports import CHANNEL
from simcare.cards.errors import EditImpossible, NoSuchEdit
from simcare.cards.events import CardsEdited
from simcare.cards.models import (
    Batch,
    Card,
    CardAssignment,
    CardChange,
    CardContact,
    CardEdit,
    CardName,
    EditRefusal,
    Equipment,
    Product,
    Supplier,
)
from simcare.cards.queries.lists import chosen
from simcare.cards.values import CardState, EditState, Filters
from simcare.kernel import audit, bell, outbox, points, progress

AT_ONCE: Final = 500
MOST_SELECTED: Final = 5_000
FIELDS: Final = ("account", "dealer", "product", "batch", "label", "equipment")
Values = dict[str, Any]  # field -> id, text, or the dict of a device; as JSON keeps it


def begin_edit(
    *, change: Mapping[str, Any], card_ids: Sequence[int] | None, filters: Filters, by: str, at: datetime
) -> CardEdit:
    """Start an edit of a selection, or of all cards that match. Raises EditImpossible."""
    wanted = _known(change)
    if card_ids is not None and len(card_ids) > MOST_SELECTED:
        raise EditImpossible(
            "A selection holds at most %(most)s cards; choose all that match instead.", most=MOST_SELECTED
        )
    found = chosen(card_ids, filters)
    total, last_id = found.count(), found.aggregate(last=Max("id"))["last"]
    if not total:
        raise EditImpossible("No card is chosen.")
    told = {"card_ids": list(card_ids) if card_ids is not None else None, "filters": filters.to_json()}
    return _begin(dict(wanted), total=total, last_id=last_id, by=by, at=at, **told)


def undo_edit(*, edit_id: int, by: str, at: datetime) -> CardEdit:
    """Give the cards back what they had before. The same edit is undone once. Raises EditImpossible."""
    edit = get_edit(edit_id)
    if edit.state == EditState.RUNNING or edit.undoes_id or CardEdit.objects.filter(undoes=edit).exists():
        raise EditImpossible("This edit can't be undone: it is still running, or it was undone already.")
    changed = CardChange.objects.filter(edit=edit)
    total, last_id = changed.count(), changed.aggregate(last=Max("card_id"))["last"]
    if not total:
        raise EditImpossible("It changed nothing.")
    return _begin(dict(edit.change), total=total, last_id=last_id, by=by, at=at, undoes=edit)


def get_edit(edit_id: int) -> CardEdit:
    """One edit with its progress. Raises NoSuchEdit."""
    found = CardEdit.objects.select_related("work", "undoes").filter(id=edit_id).first()
    if found is None:
        raise NoSuchEdit
    return found


@transaction.atomic
def stop_edit(*, edit_id: int, by: str, at: datetime) -> None:
    """Stop after the cards it is at; what is done stays done."""
    edit = get_edit(edit_id)
    if edit.work_id and edit.state == EditState.RUNNING:
        progress.ask_to_stop(edit.work_id)
        audit.record("cards.edit_stopped", by=by, at=at, subject=f"card_edit:{edit.id}")


@transaction.atomic
def resume_edit(*, edit_id: int, by: str, at: datetime) -> CardEdit:
    """Go on with the cards that are left."""
    edit = get_edit(edit_id)
    if edit.state != EditState.STOPPED:
        raise EditImpossible("It is not stopped.")
    edit.state, edit.work = EditState.RUNNING, progress.begin("cards.edit", by=by, at=at, total=edit.total)
    edit.save(update_fields=["state", "work"])
    bell.ring(CHANNEL)
    return edit


def run_edit(*, edit_id: int, at: datetime) -> bool:
    """Do the cards that an edit has left; returns whether there was something to do."""
    while _step(edit_id, at):
        pass
    return True


@transaction.atomic
def _begin(change: Values, *, by: str, at: datetime, total: int, last_id: int, **told: Any) -> CardEdit:
    work = progress.begin("cards.edit", by=by, at=at, total=total)
    edit = CardEdit.objects.create(change=change, work=work, total=total, last_id=last_id, by=by, created_at=at, **told)
    after = {"change": change, "cards": total, **({"undoes": edit.undoes_id} if edit.undoes_id else {})}
    audit.record("cards.edit_started", by=by, at=at, subject=f"card_edit:{edit.id}", after=after)
    bell.ring(CHANNEL)
    return edit


def _known(change: Mapping[str, Any]) -> Values:
    """The change with everything it names looked up. Raises EditImpossible."""
    wanted = {name: value for name, value in change.items() if name in FIELDS}
    if not wanted:
        raise EditImpossible("Say what to change.")
    for name, table in (("account", Account), ("dealer", Account), ("product", Product), ("batch", Batch)):
        if wanted.get(name) is not None and not table.objects.filter(id=wanted[name]).exists():
            raise EditImpossible("What the cards should get is not there any more: %(column)s.", column=name)
    if wanted.get("dealer") and not Account.objects.get(id=wanted["dealer"]).is_dealer:
        raise EditImpossible("This account is no dealer.")
    if "product" in wanted and wanted["product"] is None:
        raise EditImpossible("Every card has a product.")
    supplier = (wanted.get("equipment") or {}).get("supplier")
    if supplier is not None and not Supplier.objects.filter(id=supplier).exists():
        raise EditImpossible("There is no such supplier.")
    return wanted


@transaction.atomic
def _step(edit_id: int, at: datetime) -> bool:
    """Some hundred cards; returns whether more are left."""
    edit = CardEdit.objects.select_for_update(of=("self",)).filter(id=edit_id, state=EditState.RUNNING).first()
    if edit is None or edit.work is None:
        return False
    edit.work.refresh_from_db()
    if edit.work.stop_wanted:
        return _end(edit, EditState.STOPPED, at)
    cards = list(_left(edit))
    if not cards:
        return _end(edit, EditState.DONE, at)
    _change_some(edit, cards, at)
    edit.last_card_id = cards[-1].id
    edit.save(update_fields=["last_card_id", "changed_count", "same_count", "refused_count"])
    edit.work.done = edit.changed_count + edit.same_count + edit.refused_count
    edit.work.save(update_fields=["done"])
    points.reach("cards.edit.before_commit")
    return True


def _end(edit: CardEdit, state: EditState, at: datetime) -> bool:
    done = state is EditState.DONE
    CardEdit.objects.filter(id=edit.id).update(state=state, finished_at=at if done else None)
    told = {"changed": edit.changed_count, "same": edit.same_count, "refused": edit.refused_count}
    assert edit.work is not None
    progress.finish(edit.work, at=at, result=told)
    if done:
        audit.record("cards.edited", by=edit.by, at=at, subject=f"card_edit:{edit.id}", after=told)
        outbox.publish(CardsEdited(edit_id=edit.id, changed_count=edit.changed_count), subject=f"card_edit:{edit.id}")
    return False


def _left(edit: CardEdit) -> Iterable[Card]:
    if edit.undoes_id:
        changed = CardChange.objects.filter(edit_id=edit.undoes_id, card_id__gt=edit.last_card_id)
        ids = list(changed.order_by("card_id").values_list("card_id", flat=True)[:AT_ONCE])
        found = Card.objects.filter(id__in=ids)
    else:
        found = chosen(edit.card_ids, Filters.from_json(edit.filters))
    left = found.filter(id__gt=edit.last_card_id, id__lte=edit.last_id)
    return left.order_by("id").select_for_update(of=("self",))[:AT_ONCE]


def _change_some(edit: CardEdit, cards: Sequence[Card], at: datetime) -> None:
    wanted_of = _wanted(edit, cards)
    devices = _devices(cards) if "equipment" in edit.change else {}
    changes, refusals, moved = list[CardChange](), list[EditRefusal](), list[Card]()
    for card in cards:
        before = _values(card, devices.get(card.id))
        after = {name: value for name, value in wanted_of(card).items() if before[name] != value}
        refusal = _refusal(card, after, has_wish=bool(wanted_of(card)), is_undo=bool(edit.undoes_id))
        if refusal:
            refusals.append(EditRefusal(edit=edit, card=card, account_id=card.account_id, code=refusal))
        elif after:
            is_moved = {"account", "dealer"} & after.keys()
            _apply(card, after)
            moved += [card] if is_moved else []
            told = {name: before[name] for name in after}
            changes.append(
                CardChange(
                    card=card,
                    account_id=card.account_id,
                    at=at,
                    by=edit.by,
                    source=f"edit:{edit.id}",
                    before=told,
                    after=after,
                    edit=edit,
                )
            )
    if changes:
        Card.objects.bulk_update(
            [change.card for change in changes], ["account", "dealer", "product", "batch", "label"]
        )
    _move(moved, at)
    _equip(changes)
    CardChange.objects.bulk_create(changes)
    EditRefusal.objects.bulk_create(refusals)
    edit.changed_count += len(changes)
    edit.refused_count += len(refusals)
    edit.same_count += len(cards) - len(changes) - len(refusals)


def _wanted(edit: CardEdit, cards: Sequence[Card]) -> Callable[[Card], Values]:
    """What each card shall have: the same for all; for an undo, what it had, while it still has what it was given."""
    if not edit.undoes_id:
        return lambda _: edit.change
    told = {change.card_id: change for change in CardChange.objects.filter(edit_id=edit.undoes_id, card__in=cards)}
    devices = _devices(cards)

    def before(card: Card) -> Values:
        change, now = told[card.id], _values(card, devices.get(card.id))
        return change.before if all(now[name] == value for name, value in change.after.items()) else {}

    return before


def _values(card: Card, device: Values | None) -> Values:
    return {
        "account": card.account_id,
        "dealer": card.dealer_id,
        "product": card.product_id,
        "batch": card.batch_id,
        "label": card.label,
        "equipment": device,
    }


def _refusal(card: Card, after: Values, *, has_wish: bool, is_undo: bool) -> str:
    """Why this card stays as it is; empty when it may change."""
    if is_undo and not has_wish:
        return "changed_since"
    if not after:
        return ""
    if card.state == CardState.TERMINATED and {"account", "dealer", "product"} & after.keys() and not is_undo:
        return "terminated"
    account = after.get("account", card.account_id)
    if account is None and (after.get("dealer") or after.get("equipment")):
        return "in_stock"
    return ""


def _apply(card: Card, after: Values) -> None:
    for name in ("account", "dealer", "product", "batch"):
        if name in after:
            setattr(card, f"{name}_id", after[name])
    if "account" in after and after["account"] is None:
        card.dealer_id = None
    card.label = after.get("label", card.label)


def _move(cards: Sequence[Card], at: datetime) -> None:
    """End what they belonged to, and begin anew; people of the earlier account hear about them no longer."""
    for held in CardAssignment.objects.filter(card__in=cards, period__contains=at):
        held.period = DateTimeTZRange(held.period.lower, at)
        if held.period.lower < at:
            held.save(update_fields=["period"])
        else:
            held.delete()  # it held for no time at all
    CardAssignment.objects.bulk_create(
        CardAssignment(
            card=card, account_id=card.account_id, dealer_id=card.dealer_id, period=DateTimeTZRange(at, None)
        )
        for card in cards
        if card.account_id
    )
    by_account = defaultdict(list)
    for card in cards:
        by_account[card.account_id].append(card.id)
    for account_id, ids in by_account.items():
        CardName.objects.filter(card__in=ids, period__contains=at).update(account=account_id)
        CardContact.objects.filter(card__in=ids).exclude(account=account_id).delete()
        Equipment.objects.filter(card__in=ids).exclude(account=account_id).update(card=None)


def _devices(cards: Sequence[Card]) -> dict[int, Values]:
    devices = Equipment.objects.filter(card__in=cards).order_by("id")
    return {each.card_id: _device(each) for each in devices if each.card_id}


def _device(device: Equipment) -> Values:
    return {"kind": device.kind, "model": device.model, "supplier": device.supplier_id}


def _equip(changes: Sequence[CardChange]) -> None:
    """The device of a card is another from now on; what was in its place stays with its account, without a card."""
    told = [change for change in changes if "equipment" in change.after]
    Equipment.objects.filter(card__in=[change.card_id for change in told]).update(card=None)
    Equipment.objects.bulk_create(
        Equipment(
            account_id=_holder(change.card),
            card=change.card,
            kind=new["kind"],
            model=new["model"],
            supplier_id=new["supplier"],
        )
        for change in told
        if (new := change.after["equipment"])
    )


def _holder(card: Card) -> int:
    assert card.account_id is not None, "a card in stock was refused"
    return card.account_id
