"""Stock lists are taken over whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from simcare.accounts.models import Account
from simcare.cards.models import Batch, Card, CardAssignment, CardName, Product
from simcare.cards.rules.identifiers import iccid_key
from simcare.cards.rules.stocklists import Flaw, StockList, StockRow, read_stock_list
from simcare.kernel import audit

AT_ONCE: Final = 2_000


@dataclass(frozen=True)
class Imported:
    """What came of a file: how many cards, and every flaw; with errors nothing was written."""

    cards: int
    flaws: Sequence[Flaw]
    written: bool


@transaction.atomic
def import_stock(*, text: str, platforms: Sequence[str], dry_run: bool = False, by: str, at: datetime) -> Imported:
    """Take a CSV file over. Errors name their lines, and one error keeps the whole file out."""
    products = {product.code: product for product in Product.objects.all()}
    read = read_stock_list(text, products=products, platforms=platforms)
    accounts = {account.name: account for account in Account.objects.filter(name__in=_account_names(read))}
    flaws = [*read.flaws, *_unknown_accounts(read, accounts), *_known_cards(read)]
    flaws.sort(key=lambda flaw: flaw.line)
    is_good = not any(not flaw.is_warning for flaw in flaws)
    if is_good and not dry_run:
        _write(read.rows, products, accounts, at)
        audit.record("cards.imported", by=by, at=at, subject="cards", after={"cards": len(read.rows)})
    return Imported(len(read.rows), flaws, is_good and not dry_run)


def _account_names(read: StockList) -> set[str]:
    return {name for row in read.rows for name in (row.account, row.dealer) if name}


def _unknown_accounts(read: StockList, accounts: dict[str, Account]) -> list[Flaw]:
    return [
        Flaw(row.line, column, f"there is no account called {name!r}")
        for row in read.rows
        for column, name in (("account", row.account), ("dealer", row.dealer))
        if name and name not in accounts
    ]


def _known_cards(read: StockList) -> list[Flaw]:
    keys = {iccid_key(row.iccid): row for row in read.rows}
    known = Card.objects.filter(iccid_key__in=keys).values_list("iccid_key", flat=True)
    return [Flaw(keys[key].line, "iccid", "this card is in stock already") for key in known]


def _write(rows: Sequence[StockRow], products: dict[str, Product], accounts: dict[str, Account], at: datetime) -> None:
    batches = {code: Batch.objects.get_or_create(code=code)[0] for code in {row.batch for row in rows if row.batch}}
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        cards = Card.objects.bulk_create(
            Card(
                iccid=row.iccid,
                iccid_key=iccid_key(row.iccid),
                eid=row.eid,
                imsi=row.imsi,
                msisdn=row.msisdn.lstrip("+"),
                imei=row.imei,
                product=products[row.product],
                batch=batches.get(row.batch),
                platform=row.platform,
                account=accounts.get(row.account),
                sold_on=row.sold_on,
                created_at=at,
            )
            for row in part
        )
        period = DateTimeTZRange(at, None)
        CardAssignment.objects.bulk_create(
            CardAssignment(card=card, account=card.account, dealer=accounts.get(row.dealer), period=period)
            for card, row in zip(cards, part, strict=True)
            if card.account
        )
        CardName.objects.bulk_create(
            CardName(card=card, account_id=card.account_id, kind=kind, value=value, period=period)
            for card in cards
            for kind, value in (("imsi", card.imsi), ("msisdn", card.msisdn), ("imei", card.imei))
            if value
        )
