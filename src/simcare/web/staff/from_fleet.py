"""Lists, imports, edits and exports of cards as pages show them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from simcare.cards.queries.lists import Past, names_of_accounts
from simcare.cards.values import Filters
from simcare.operators.queries import title_of
from simcare.web.staff import fleet_words
from simcare.web.staff.fleet import Cell, Chip, Choice, EditView, ExportView, FlawView, FleetRow, Progress
from simcare.web.staff.records import StateChange
from simcare.web.staff.words import CARD_STATES, say

if TYPE_CHECKING:
    from simcare.cards.models import Card, CardEdit, CardExport
    from simcare.cards.rules.rows import Flaw

SHOWN = ("product", "account", "label", "platform", "observed")
"""The columns of the list until somebody chooses others."""
CHOOSABLE = tuple(name for name in fleet_words.COLUMNS if name not in ("iccid", "state", "equipment", "stock"))
NAMES = {"words": "q", "account_id": "account", "dealer_id": "dealer", "product_id": "product", "batch_id": "batch"}
"""What a filter is called in an address, where that differs."""


def filters_of(query: QueryDict) -> Filters:
    """The filters that an address names."""
    return Filters.from_json({name: query.get(NAMES.get(name, name), "") for name in Filters.__dataclass_fields__})


def query_of(filters: Filters) -> dict[str, str]:
    """The filters as they stand in an address."""
    return {NAMES.get(name, name): str(value) for name, value in filters.to_json().items()}


def row_of(card: "Card", columns: Sequence[str]) -> FleetRow:
    """A card in the list with these columns."""
    cells = tuple(replace(_cell(card, name), head=str(fleet_words.COLUMNS[name])) for name in columns)
    return FleetRow(card.id, card.iccid, card.state, cells)


def _cell(card: "Card", name: str) -> Cell:
    if name == "account":
        url = reverse("staff:account", args=[card.account_id]) if card.account_id else ""
        return Cell(card.account.name if card.account else _("In stock"), "link" if url else "faint", url)
    if name == "batch":
        return (
            Cell(card.batch.code, "link", f"{reverse('staff:cards')}?batch={card.batch_id}") if card.batch else Cell("")
        )
    if name == "observed":
        return Cell(card.state_observed_at, "time")
    if name == "platform":
        return Cell(title_of(card.platform))
    if name in ("imsi", "msisdn", "eid", "imei"):
        return Cell(getattr(card, name), "mono")
    value = getattr(card, name)
    return Cell(value.isoformat() if name == "sold_on" and value else str(value or ""))


def chips_of(filters: Filters, query: QueryDict, names: Mapping[str, str]) -> tuple[Chip, ...]:
    """The filters that are set, each with the address without it. `names` says what numbers mean."""
    chips = []
    for name, value in filters.to_json().items():
        if name == "words":
            continue
        left = query.copy()
        for gone in (NAMES.get(name, name), "after"):
            left.pop(gone, None)
        said = say(CARD_STATES, str(value)).text if name == "state" else names.get(name, str(value))
        chips.append(Chip(str(_FILTERS[name]()), "" if name == "in_stock" else str(said), f"?{left.urlencode()}"))
    return tuple(chips)


_FILTERS = {
    "state": lambda: _("State"),
    "account_id": lambda: _("Account"),
    "dealer_id": lambda: _("Dealer"),
    "product_id": lambda: _("Product"),
    "batch_id": lambda: _("Batch"),
    "platform": lambda: _("Platform"),
    "in_stock": lambda: _("In stock"),
    "sold_from": lambda: _("Sold from"),
    "sold_until": lambda: _("Sold before"),
}


def choices(pairs: Iterable[tuple[object, object]], chosen: object = None) -> tuple[Choice, ...]:
    """Entries to choose from: (value, name)."""
    return tuple(Choice(str(value), str(name), str(value) == str(chosen)) for value, name in pairs)


def progress_of(state: str, work: object) -> Progress:
    """How far it is."""
    done, total = getattr(work, "done", 0), getattr(work, "total", None)
    return Progress(str(state), done, total, getattr(work, "started_at", None))


def flaw_of(flaw: "Flaw") -> FlawView:
    """A flaw in the reader's language."""
    words = str(fleet_words.FLAWS[flaw.code]) % {"given": flaw.given}
    return FlawView(flaw.line, str(fleet_words.COLUMNS.get(flaw.column, flaw.column)), words, flaw.is_warning)


def edit_of(edit: "CardEdit", names: Mapping[tuple[str, object], str], *, reasons: Iterable[str] = ()) -> EditView:
    """An edit with its outcome; `names` says what numbers of accounts, products and batches mean."""
    undone = getattr(edit, "undone_by", None) if hasattr(edit, "undone_by") else None
    changes = tuple((str(fleet_words.COLUMNS[name]), _said(name, value, names)) for name, value in edit.change.items())
    counted = Counter(str(fleet_words.REFUSALS.get(code, code)) for code in reasons)
    return EditView(
        id=edit.id,
        changes=changes,
        by=edit.by,
        created_at=edit.created_at,
        progress=progress_of(edit.state, edit.work),
        changed_count=edit.changed_count,
        same_count=edit.same_count,
        refused_count=edit.refused_count,
        may_undo=edit.state != "running" and not edit.undoes_id and undone is None and edit.changed_count > 0,
        undoes=edit.undoes_id,
        undone_by=undone.id if undone else None,
        reasons=tuple(counted.most_common()),
    )


def _said(name: str, value: object, names: Mapping[tuple[str, object], str]) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in (value.get("kind"), value.get("model")) if part)
    if value in (None, ""):
        return _("In stock") if name == "account" else _("none")
    return names.get((name, value), str(value))


def export_of(export: "CardExport") -> ExportView:
    """An export with its file, once it is there."""
    state = "running" if export.finished_at is None else "done" if export.file else "stopped"
    file = export.file
    return ExportView(
        export.id,
        export.kind.upper(),
        export.by,
        export.created_at,
        progress_of(state, export.work),
        file.size_bytes if file else None,
        file.name if file else "",
    )


def past_of(history: Sequence[Past], names: Mapping[tuple[str, object], str]) -> list[StateChange]:
    """A card's history in words: what changed, from what, to what."""
    return [
        StateChange(
            str(past.after["state"]) if past.kind == "state" else "",
            past.at,
            past.by,
            past.source,
            () if past.kind == "state" else tuple(_changes(past, names)),
        )
        for past in history
    ]


def _changes(past: Past, names: Mapping[tuple[str, object], str]) -> Iterable[tuple[str, str, str]]:
    for name, value in past.after.items():
        before = _said(name, past.before[name], names) if name in past.before else ""
        yield str(fleet_words.COLUMNS.get(name, name)), before, "" if name == "stock" else _said(name, value, names)


def names_for(
    history: Sequence[Past], products: Mapping[int, str], batches: Mapping[int, str]
) -> dict[tuple[str, object], str]:
    """What the numbers in a history mean."""
    parts = [part for past in history for part in (past.before, past.after)]
    numbers = {value for part in parts for name, value in part.items() if name in ("account", "dealer")}
    accounts = names_of_accounts(number for number in numbers if isinstance(number, int))
    named: dict[tuple[str, object], str] = {}
    for number, name in accounts.items():
        named["account", number] = named["dealer", number] = name
    named |= {("product", number): name for number, name in products.items()}
    return named | {("batch", number): code for number, code in batches.items()}
