"""Saved views: a person keeps a filter under a name, for himself or for the team."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from simcare.kernel import audit
from simcare.support.errors import BadView
from simcare.support.models import SavedView
from simcare.support.queries.filters import TicketFilter
from simcare.support.queries.views import COLUMNS

LONGEST_NAME = 60


@transaction.atomic
def save_view(
    *,
    name: str,
    asked: TicketFilter,
    owner_id: int,
    is_shared: bool,
    columns: Sequence[str] = (),
    by: str,
    at: datetime,
) -> SavedView:
    """Keep it; the same name again changes the view of that name. Raises BadView."""
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise BadView("A view needs a name of at most %(most)s characters.", most=LONGEST_NAME)
    view, _ = SavedView.objects.update_or_create(
        owner_id=None if is_shared else owner_id,
        name=name.strip(),
        defaults={
            "query": asked.query(),
            "columns": [column for column in columns if column in COLUMNS],
            "made_by": by,
            "made_at": at,
        },
    )
    if is_shared:
        audit.record("view.shared", by=by, at=at, subject=f"view:{view.id}", after={"name": name, "query": view.query})
    return view


@transaction.atomic
def drop_view(*, view_id: int, user_id: int, may_drop_shared: bool, by: str, at: datetime) -> None:
    """Forget an own view; a shared one only by who made it or may. Raises BadView."""
    view = SavedView.objects.filter(id=view_id).first()
    if view is None:
        return
    if view.owner_id not in (None, user_id) or (view.owner_id is None and not may_drop_shared and view.made_by != by):
        raise BadView("Only who made a shared view, or a supervisor, can remove it.")
    view.delete()
    audit.record("view.dropped", by=by, at=at, subject=f"view:{view_id}", before={"name": view.name})
