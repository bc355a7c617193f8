"""People choose at what they are warned; what is beyond already is told at once."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from simcare.accounts.queries import get_account
from simcare.cards.queries.fleet import get_card
from simcare.kernel import audit
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.actions import staging
from simcare.usage.actions.alerts import moving_meters
from simcare.usage.errors import ThresholdsMisset
from simcare.usage.models import Thresholds
from simcare.usage.values import MOST_THRESHOLDS, WarnAt


@dataclass(frozen=True)
class _Scope:
    """Whose thresholds: an account's, a product's, or a card's while it is the account's."""

    account_id: int | None = None
    product_id: int | None = None
    card_id: int | None = None

    @property
    def is_this(self) -> Q:
        return Q(account=self.account_id, product=self.product_id, card=self.card_id)

    @property
    def subject(self) -> str:
        if self.card_id:
            return f"card:{self.card_id}"
        return f"account:{self.account_id}" if self.account_id else f"product:{self.product_id}"

    def move_meters(self, at: datetime) -> None:
        """Its meters of now are looked at anew."""
        column, number = (
            ("id", self.card_id)
            if self.card_id
            else ("account_id", self.account_id)
            if self.account_id
            else ("product_id", self.product_id)
        )
        staging.execute(_METERS_OF.format(column=column), number=number or 0, at=at)


def warn_account(*, account_id: int, warn_at: WarnAt | None, by: str, at: datetime) -> None:
    """All cards of an account; None: as the policy says. Raises ThresholdsMisset."""
    _choose(_Scope(account_id=get_account(account_id).id), warn_at, by=by, at=at)


def warn_product(*, product_id: int, warn_at: WarnAt | None, by: str, at: datetime) -> None:
    """All cards of a product whose accounts have not chosen; None: as the policy says. Raises ThresholdsMisset."""
    _choose(_Scope(product_id=product_id), warn_at, by=by, at=at)


def warn_card(*, card_id: int, warn_at: WarnAt | None, by: str, at: datetime) -> None:
    """One card, while it is the account's that it is now; None: as its account is. Raises ThresholdsMisset."""
    card = get_card(card_id)
    if card.account_id is None:
        raise ThresholdsMisset("A card in stock is nobody's, so nobody can be warned.")
    _choose(_Scope(card_id=card_id, account_id=card.account_id), warn_at, by=by, at=at)


def _choose(scope: _Scope, warn_at: WarnAt | None, *, by: str, at: datetime) -> None:
    chosen = _checked(warn_at) if warn_at else None
    with acting_as_provider(), moving_meters(at):
        row = Thresholds.objects.filter(scope.is_this).first()
        before = row.warn_at.to_json() if row else None
        Thresholds.objects.filter(scope.is_this).delete()
        if chosen:
            Thresholds.objects.create(
                account_id=scope.account_id,
                product_id=scope.product_id,
                card_id=scope.card_id,
                **chosen.to_json(),
                by=by,
                set_at=at,
            )
        scope.move_meters(at)
        audit.record(
            "usage.thresholds_chosen",
            by=by,
            at=at,
            subject=scope.subject,
            account_id=scope.account_id,
            before=before,
            after=chosen and chosen.to_json(),
        )


def _checked(warn_at: WarnAt) -> WarnAt:
    lists = (warn_at.used_percents, warn_at.left_bytes, warn_at.left_days)
    if any(len(each) > MOST_THRESHOLDS for each in lists):
        raise ThresholdsMisset("At most %(most)s of each kind.", most=MOST_THRESHOLDS)
    if not all(1 <= percent <= 100 for percent in warn_at.used_percents):
        raise ThresholdsMisset("A share is from 1 to 100 %%.")
    if not all(1 <= left <= MOST_LEFT_BYTES for left in warn_at.left_bytes):
        raise ThresholdsMisset("What is left is a number of bytes above 0.")
    if not all(1 <= days <= MOST_DAYS for days in warn_at.left_days):
        raise ThresholdsMisset("Days are from 1 to %(most)s.", most=MOST_DAYS)
    used, left, days = (tuple(sorted(set(each))) for each in lists)
    return WarnAt(used, left, days)


MOST_LEFT_BYTES = 2**60
MOST_DAYS = 366
_METERS_OF = """
    INSERT INTO usage_advanced
    SELECT meter.id FROM usage_meter meter JOIN cards_card card ON card.id = meter.card_id
    WHERE card.{column} = %(number)s AND meter.period @> %(at)s
"""
