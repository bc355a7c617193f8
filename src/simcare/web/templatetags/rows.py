"""The rows of ticket lists, drawn by Python: thirty of them stand on most pages (docs/decisions/0012).

As a template they took most of the time of those pages; what is rare or large on a page stays a template.
"""

from collections.abc import Iterable, Iterator
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from simcare.web.staff.pages import FoundRow, FoundText, TicketRow
from simcare.web.templatetags.desk import due, icon, initials, last_eight, row_column, state, verdict_chip

register = template.Library()

FORM = """
<div class="pick-line">
<input class="pick" type="checkbox" form="picked" name="ticket" value="{number}" autocomplete="off"
  aria-label="{select}">
<a class="ticket-row{unread}" id="row-{number}" data-ticket="{number}" href="{url}"{current}
   hx-get="{url}" hx-select="#ticket" hx-target="#ticket" hx-swap="outerHTML" hx-push-url="true">
  <span class="who"><span class="name cut" dir="auto">{name}</span>{via}{due}</span>
  <span class="subject cut" dir="auto">{subject}</span>
  <span class="snippet cut" dir="auto">{snippet}</span>
  <span class="marks">{marks}</span>
</a></div>
"""
HIT = """
<a class="ticket-row" href="{url}">
  <span class="who"><span class="number faint"><bdi>#{number}</bdi></span>
    <span class="name cut" dir="auto">{name}</span>{via}{due}</span>
  <span class="subject cut" dir="auto">{subject}</span>
  <span class="snippet" dir="auto">{snippet}</span>
  <span class="marks">{marks}</span>
</a>
"""


@register.simple_tag
def ticket_rows(rows: Iterable[TicketRow], query: str, shown: int | str, columns: Iterable[str] = ()) -> SafeString:
    """A list's rows. `query` is the list's own address, `shown` the number of the ticket beside it, if any."""
    drawn = [_row(row, escape(query), shown, tuple(columns)) for row in rows]
    return mark_safe("".join(drawn))  # noqa: S308  # every part is escaped where it is put in


@register.simple_tag
def hit_row(hit: FoundRow) -> SafeString:
    """A result of a search, with what fits marked."""
    row = hit.row
    drawn = HIT.format(
        url=row.url,
        number=row.number,
        name=escape(row.requester.called),
        via=_via(row),
        due=due(row.promise),
        subject=_marked(hit.subject),
        snippet=_marked(hit.snippet),
        marks="".join((state("ticket", row.state), _verdict(row), _card(row), _language(row), _assignee(row))),
    )
    return mark_safe(drawn)  # noqa: S308  # as above


def _row(row: TicketRow, query: str, shown: int | str, columns: tuple[str, ...]) -> str:
    return FORM.format(
        number=row.number,
        select=escape(row.select_words),
        unread=" unread" if row.is_unread else "",
        url=f"{row.url}?{query}",
        current=' aria-current="true"' if row.number == shown else "",
        name=escape(row.requester.called),
        via=_via(row),
        due=due(row.promise),
        subject=escape(row.subject or _("No subject")),
        snippet=escape(row.snippet),
        marks="".join(_marks(row, columns)),
    )


def _via(row: TicketRow) -> str:
    return f'<span class="via cut">{escape(row.via_words)}</span>' if row.forwarder else ""


def _marks(row: TicketRow, columns: tuple[str, ...]) -> Iterator[str]:
    """How it stands, its cards, its language, what a saved view asks for, who has it."""
    yield state("ticket", "solved") if row.state == "solved" else _verdict(row)
    if len(row.iccids) == 1:
        yield _card(row)
    else:
        yield f'<span class="tag">{escape(_count_of_cards(row))}</span>'
    yield _language(row)
    yield from (row_column(row, column) for column in columns)
    if row.has_proposal:
        said = escape(_("An answer waits for you"))
        yield f'<span class="tag ready" title="{said}">{icon("square-pen")}<span class="unseen">{said}</span></span>'
    yield _assignee(row)


def _card(row: TicketRow) -> str:
    """The end of its first card's number, where cards of one batch differ."""
    if not row.iccids:
        return ""
    iccid = row.iccids[0]
    said = f'<bdi dir="ltr">…{escape(last_eight(iccid))}</bdi>'
    return f'<span class="mono small faint" title="{escape(iccid)}">{said}</span>'


def _count_of_cards(row: TicketRow) -> str:
    count = len(row.iccids)
    return ngettext("%(cards)s card", "%(cards)s cards", count) % {"cards": count} if count else _("No card")


def _language(row: TicketRow) -> str:
    is_foreign = row.language and row.language != "en"
    return f'<span class="tag">{escape(row.language.upper())}</span>' if is_foreign else ""


def _assignee(row: TicketRow) -> str:
    if not row.assignee:
        return ""
    return f'<span class="avatar tiny" title="{escape(row.assignee)}">{escape(initials(row.assignee))}</span>'


def _verdict(row: TicketRow) -> str:
    return verdict_chip(row.liable, row.tone) if row.liable else ""


def _marked(pieces: Iterable[FoundText]) -> str:
    return "".join(
        f"<mark>{escape(piece.text)}</mark>" if piece.fits else escape(piece.text or _("No subject"))
        for piece in pieces
    )
