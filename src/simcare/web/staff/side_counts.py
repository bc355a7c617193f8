"""The numbers of the side bar: for all who look they are counted at most once a second, and anew after a deed.

What everybody is shown alike was half of what the database did for a page.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from simcare.kernel.asking import Asked
from simcare.support.queries import lists
from simcare.support.queries.filters import VIEWS, TicketFilter
from simcare.support.queries.queues import count_queues
from simcare.web.staff import counted
from simcare.web.staff.counted import Counts
from simcare.web.staff.door import instant, staff

if TYPE_CHECKING:
    from simcare.support.rules.queueing import Queues

MINE = "mine"


def views_of(request: HttpRequest) -> Counts:
    """How many tickets each view holds for this person."""
    common = counted.find("views") or counted.keep("views", _common(request).answer())
    return {**common, **_mine(request).answer()}


def queues_of(request: HttpRequest, queues: "Queues") -> Counts:
    """How many open tickets each queue holds."""
    name = f"queues {queues.version}"
    return counted.find(name) or counted.keep(name, count_queues(queues, at=instant(request)))


def ask_views(request: HttpRequest) -> Iterator[Asked[Any]]:  # Any: as in all lists of questions
    """What `views_of` asks now, not asked yet."""
    if not counted.find("views"):
        yield _common(request)
    yield _mine(request)


def _common(request: HttpRequest) -> Asked[dict[str, int]]:
    asked = {name: TicketFilter(view=name) for name in VIEWS if name != MINE}
    return lists.ask_counts(asked, at=instant(request))


def _mine(request: HttpRequest) -> Asked[dict[str, int]]:
    return lists.ask_counts({MINE: TicketFilter(view=MINE)}, at=instant(request), user_id=staff(request).id)
