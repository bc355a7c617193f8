"""The links of the side bar, drawn by Python: some thirty of them stand on every page (docs/decisions/0012)."""

from collections.abc import Collection, Iterable
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from simcare.web.staff.frame import Place
from simcare.web.staff.pages import QueueView
from simcare.web.templatetags.desk import capped, icon

if TYPE_CHECKING:
    from simcare.support.queries.filters import TicketFilter
    from simcare.support.queries.views import ViewLine

register = template.Library()

LINK = """
<a class="side-link" href="{url}"{marks}>
  {icon}<span class="cut" dir="auto">{name}</span>{count}</a>"""


@register.simple_tag
def view_links(views: Iterable[QueueView], shown: str) -> SafeString:
    """The views of the inbox; `shown` is the one on the page."""
    inbox = reverse("staff:inbox")
    return _joined(
        _link(
            f"{inbox}?view={view.slug}",
            view.icon,
            view.name,
            view.count,
            is_shown=view.slug == shown,
            is_urgent=view.is_urgent,
        )
        for view in views
    )


@register.simple_tag
def queue_links(queues: Iterable[QueueView], shown: Collection[str] | None) -> SafeString:
    """The team's queues; `shown` are those that the list is narrowed to."""
    inbox = reverse("staff:inbox")
    return _joined(
        _link(
            f"{inbox}?queue={quote(queue.slug)}",
            queue.icon,
            queue.name,
            queue.count,
            is_shown=queue.slug in (shown or ()),
        )
        for queue in queues
    )


@register.simple_tag
def saved_links(views: "Iterable[ViewLine]", shown: "TicketFilter | None") -> SafeString:
    """Saved views, one's own and the team's."""
    return _joined(_saved(view, view.filter == shown) for view in views)


@register.simple_tag
def place_links(places: Iterable[Place], here: str) -> SafeString:
    """The records behind the inbox; `here` is the one that the page belongs to."""
    return _joined(
        _link(place.url, place.icon, place.name, place.count, is_shown=place.slug == here, is_urgent=place.is_urgent)
        for place in places
    )


def _saved(view: "ViewLine", is_shown: bool) -> str:
    url, title = f"{reverse('staff:inbox')}?{view.filter.query()}", ""
    if view.is_shared:
        title = f' title="{escape(_("Everybody on the team sees this view"))}"'
    return _link(url, "users" if view.is_shared else "bookmark", view.name, view.count, is_shown=is_shown, title=title)


def _link(
    url: str, icon_name: str, name: object, count: int, *, is_shown: bool, is_urgent: bool = False, title: str = ""
) -> str:
    said = f'<span class="count{" urgent" if is_urgent else ""}">{escape(str(capped(count)))}</span>' if count else ""
    marks = (' aria-current="page"' if is_shown else "") + title
    return LINK.format(url=escape(url), marks=marks, icon=icon(icon_name), name=escape(str(name)), count=said)


def _joined(links: Iterable[str]) -> SafeString:
    return mark_safe("".join(links))  # noqa: S308  # every part is escaped where it is put in
