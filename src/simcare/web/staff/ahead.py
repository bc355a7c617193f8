"""What pages of the console are sure to ask, so that it goes to the database together (kernel.asking).

Only a saving: a question that is missing here is asked when its turn comes, one too many costs a little for nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from simcare.accounts.queries.people import read_staff
from simcare.clocks.queries.promises import ask_clocks
from simcare.diagnosis.queries.evidence import newest_readings
from simcare.kernel.asking import Asked
from simcare.kernel.counts import Counts
from simcare.kernel.policy import in_force
from simcare.messaging.queries import threads
from simcare.notifications.queries import unread
from simcare.operators.queries import EVENTS_BACK, by_hand, events_of, platforms_named, snapshots_of
from simcare.operators.queries.jobs import for_people
from simcare.support.queries import canned, drafts, escalations, links, lists, queues, remedies, team, tickets
from simcare.support.queries.filters import TicketFilter
from simcare.support.queries.satisfaction import questions_for
from simcare.support.queries.views import shown_views
from simcare.web.staff import side_counts
from simcare.web.staff.door import instant, staff, who

if TYPE_CHECKING:
    from simcare.cards.models import Card


def ask_frame(request: HttpRequest) -> Iterator[Asked[Any]]:  # Any: each has its own answer
    """The side bar and who sits before it."""
    user, at = staff(request), instant(request)
    yield waiting_for(user.id).asked()
    yield from side_counts.ask_views(request)
    yield team.agents_of.of(user.id)
    yield drafts.held_by.of(who(request), at)
    yield shown_views.of(user.id)
    yield in_force.of(queues.POLICY, at)


def ask_ticket(request: HttpRequest, number: int) -> Iterator[Asked[Any]]:
    """A ticket that stands alone, as most do, with what is around it."""
    user, at = staff(request), instant(request)
    yield from tickets.ask_parts(number, most=tickets.TIMELINE)
    yield from ask_clocks([f"ticket:{number}"])
    yield read_staff.of()
    yield questions_for.of(number)
    yield links.links_of.of([number])
    yield links.tags_on.of([number])
    yield links.used_tags.of()
    yield in_force.of(queues.POLICY, at)
    yield in_force.of("pause_reasons", at)
    yield escalations.open_calls.of(number)
    yield drafts.drafts_by.of(number, user.id)
    yield team.pages_on.of(number, at - team.SILENCE, user.id)
    yield canned.list_macros.of()


def ask_list(request: HttpRequest, asked: TicketFilter, after: str) -> Iterator[Asked[Any]]:
    """A page of a list of tickets, with what its filter offers."""
    if not asked.words:
        yield lists.ask_page(asked, at=instant(request), after=after, user_id=staff(request).id)
    yield read_staff.of()


def ask_card(card: "Card", at: datetime) -> Iterator[Asked[Any]]:
    """What is known of a card, and what can be done about it."""
    yield snapshots_of.of(card.id)
    yield events_of.of(card.id, at - EVENTS_BACK, at)
    yield newest_readings.of(card.id, at)
    yield platforms_named.of(card.platform)
    yield remedies.facts_of_imei.of(card.id)
    yield remedies.under_way_on.of(card.id)
    yield remedies.recent_on.of(card.id)


@lru_cache(maxsize=1024)
def waiting_for(user_id: int) -> Counts:
    """What waits for this person, and for everybody."""
    return Counts(
        {
            "unread": unread(user_id),
            "quarantined": threads.list_quarantined(),
            "by_hand": by_hand(),
            "jobs": for_people(),
            "to_decide": remedies.to_decide(),
        }
    )
