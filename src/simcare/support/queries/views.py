"""Saved views with what they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from simcare.kernel.statements import kept_statement
from simcare.support.models import SavedView
from simcare.support.queries.filters import TicketFilter
from simcare.support.queries.lists import count_each

COLUMNS: Final = ("queue", "category", "account", "opened")
"""What a row may show beside what every row shows."""
MOST_SHOWN: Final = 20


@dataclass(frozen=True, kw_only=True)
class ViewLine:
    """A saved view, its filter and its count."""

    id: int
    name: str
    filter: TicketFilter
    columns: Sequence[str]
    is_shared: bool
    is_own: bool
    count: int


def list_views(*, user_id: int, at: datetime) -> list[ViewLine]:
    """The person's own views, then the team's."""
    views = shown_views(user_id)
    asked = {str(view.id): TicketFilter.read(QueryDict(view.query)) for view in views}
    counts = count_each(asked, at=at, user_id=user_id)
    return [_line(view, asked[str(view.id)], counts[str(view.id)], user_id) for view in views]


@kept_statement
def shown_views(user_id: int) -> QuerySet[SavedView]:
    mine = SavedView.objects.filter(Q(owner_id=user_id) | Q(owner=None))
    return mine.order_by(F("owner").asc(nulls_last=True), "name")[:MOST_SHOWN]


def _line(view: SavedView, asked: TicketFilter, count: int, user_id: int) -> ViewLine:
    return ViewLine(
        id=view.id,
        name=view.name,
        filter=asked,
        columns=view.columns,
        is_shared=view.owner_id is None,
        is_own=view.owner_id == user_id,
        count=count,
    )
