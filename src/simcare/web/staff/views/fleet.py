"""Many cards: the list with its filters, batches, and one page for all long work on cards."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from simcare.accounts.permissions import Deed, may
from simcare.accounts.queries import list_accounts
from simcare.cards.queries import fleet, lists
from simcare.cards.queries import imports as work
from simcare.cards.queries.finding import is_too_short
from simcare.cards.values import CardState, Filters
from simcare.operators.queries import list_platforms, title_of
from simcare.web.staff import fleet_words
from simcare.web.staff.around import PAGE, draw_page, next_page, offset_of, page_behind
from simcare.web.staff.door import page, staff
from simcare.web.staff.fleet import BatchView, FleetList
from simcare.web.staff.from_fleet import (
    CHOOSABLE,
    SHOWN,
    chips_of,
    choices,
    edit_of,
    export_of,
    filters_of,
    query_of,
    row_of,
)
from simcare.web.staff.views.imports import import_of
from simcare.web.staff.words import CARD_STATES

if TYPE_CHECKING:
    from simcare.accounts.models import Account

MOST_COUNTED = 1_000


@page
def cards(request: HttpRequest) -> HttpResponse:
    """Cards that match the address: words, state, account, dealer, product, platform, batch, time of sale."""
    filters, columns = filters_of(request.GET), _columns(request)
    found = lists.list_page(filters, after=request.GET.get("after", "")[:19], size=PAGE, counted_to=MOST_COUNTED)
    products = {product.id: product.name for product in fleet.list_products()}
    dealers = fleet.list_dealers()
    listed = FleetList(
        rows=tuple(row_of(card, columns) for card in found.cards),
        heads=tuple(str(fleet_words.COLUMNS[name]) for name in columns),
        count=found.count,
        most_counted=found.counted_to,
        words=filters.words,
        is_too_short=is_too_short(filters.words),
        query=urlencode(query_of(filters)),
        chips=chips_of(filters, request.GET, _names(filters, products, dealers)),
        states=choices(((state, CARD_STATES[state].text) for state in CardState), filters.state),
        products=choices(products.items(), filters.product_id),
        platforms=choices(((each.name, title_of(each.name)) for each in list_platforms()), filters.platform),
        dealers=choices(((each.id, each.name) for each in dealers), filters.dealer_id),
        columns=tuple(
            choice
            for name in CHOOSABLE
            for choice in choices([(name, fleet_words.COLUMNS[name])], name if name in columns else "")
        ),
        kept=tuple((name, value) for name, value in query_of(filters).items() if name in ("account", "batch")),
        sold_from=filters.sold_from.isoformat() if filters.sold_from else "",
        sold_until=filters.sold_until.isoformat() if filters.sold_until else "",
        may_change=may(staff(request).role, Deed.KEEP_STOCK),
        may_act=may(staff(request).role, Deed.REMEDY),
    )
    return draw_page(
        request, "cards.html", fleet=listed, next_page=page_behind(request, found.next_after), here="cards"
    )


@page
def batches(request: HttpRequest) -> HttpResponse:
    """Delivery batches with the states of their cards."""
    asked, first = request.GET.get("q", "").strip(), offset_of(request)
    rows = [
        BatchView(batch.id, batch.code, batch.origin, batch.created_at, tuple(states.items()))
        for batch, states in lists.list_batches(words=asked, offset=first, size=PAGE)
    ]
    return draw_page(
        request, "batches.html", batches=rows, asked=asked, next_page=next_page(request, len(rows)), here="cards"
    )


@page
def stock(request: HttpRequest) -> HttpResponse:
    """All long work on cards: files that come in, edits, files that go out."""
    return draw_page(
        request,
        "stock.html",
        imports=[import_of(origin) for origin in work.list_imports()],
        edits=[edit_of(edit, names_of(edit.change)) for edit in work.list_edits()],
        exports=[export_of(export) for export in work.list_exports()],
        may_change=may(staff(request).role, Deed.KEEP_STOCK),
        may_act=may(staff(request).role, Deed.REMEDY),
        here="cards",
    )


def names_of(change: Mapping[str, object]) -> dict[tuple[str, object], str]:
    """What the numbers of a change mean."""
    numbers = {name: value for name, value in change.items() if isinstance(value, int)}
    accounts = lists.names_of_accounts(value for name, value in numbers.items() if name in ("account", "dealer"))
    named: dict[tuple[str, object], str] = {}
    for name in ("account", "dealer"):
        named |= {(name, number): called for number, called in accounts.items()}
    if "product" in numbers:
        named |= {("product", product.id): product.name for product in fleet.list_products()}
    if isinstance(batch := numbers.get("batch"), int):
        named |= {("batch", number): code for number, code in fleet.batch_codes([batch]).items()}
    return named


def _columns(request: HttpRequest) -> tuple[str, ...]:
    chosen = request.GET.getlist("columns")
    return tuple(name for name in CHOOSABLE if name in chosen) or SHOWN


def _names(filters: Filters, products: Mapping[int, str], dealers: "list[Account]") -> dict[str, str]:
    """What the numbers of the filters mean."""
    said = {"product_id": products.get(filters.product_id or 0, "")}
    said["dealer_id"] = next((each.name for each in dealers if each.id == filters.dealer_id), "")
    if filters.account_id:
        said["account_id"] = lists.names_of_accounts([filters.account_id]).get(filters.account_id, "")
    if filters.batch_id:
        said["batch_id"] = fleet.batch_codes([filters.batch_id]).get(filters.batch_id, "")
    return {name: value for name, value in said.items() if value}


def accounts_to_choose() -> list[tuple[int, str]]:
    """Accounts by name, for a list to choose from."""
    return [(account.id, account.name) for account in list_accounts()]
