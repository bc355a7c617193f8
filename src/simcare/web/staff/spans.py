"""Spans of time and counts in the reader's language: how long ago, how long left, how many."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_timedelta
from babel.numbers import format_decimal
from django.utils import timezone, translation
from django.utils.translation import gettext as _


def span(at: datetime) -> str:
    """How far away an instant is, in one unit: "3 h ago", "in 2 days"."""
    gone = at - timezone.now()
    if abs(gone) < timedelta(seconds=45):
        return _("now")
    with suppress(KeyError):  # CLDR has no narrow past for the weeks of some languages, Arabic among them
        return _told(gone, "narrow")
    return _told(gone, "long")


def length(time: timedelta) -> str:
    """Hours and minutes under a day, days and hours above: a due time must not be rounded away."""
    minutes = int(time.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, _("%d d")), (hours, _("%d h"))] if days else [(hours, _("%d h")), (minutes, _("%d min"))]
    return " ".join(form % count for count, form in parts if count) or _("%d min") % 0


def target(minutes: int) -> str:
    """Up to three days in hours, as promises are spoken of."""
    if minutes % 60 == 0 and minutes <= 72 * 60:
        return _("%d h") % (minutes // 60)
    return length(timedelta(minutes=minutes))


def unit_word(unit: str) -> str:
    """The unit that ends the name of a policy's term."""
    return {"seconds": _("s"), "hours": _("h"), "days": _("days"), "years": _("years")}[unit]


def decimal(count: int) -> str:
    """A count with the separators of the reader's language."""
    return _decimal(count, locale())


def amount_text(value: float) -> str:
    """A number with at most one decimal, as the reader's language writes it."""
    return format_decimal(round(value, 1), locale=locale())


def day_text(day: date) -> str:
    """A day as the reader writes it, short."""
    return format_skeleton("yMMMd", day, locale=locale())


def onward() -> str:
    """An arrow in the direction of reading."""
    return "←" if translation.get_language_bidi() else "→"


def in_order(text: object) -> str:
    """Numbers and codes kept in order amid words that run from right to left."""
    return f"\u2066{text}\u2069" if text and translation.get_language_bidi() else str(text)


def locale() -> Locale:
    """The reader's."""
    return _locale_of(translation.get_language() or "en")


def _told(gone: timedelta, shape: Literal["narrow", "long"]) -> str:
    return format_timedelta(gone, granularity="minute", threshold=1, add_direction=True, format=shape, locale=locale())


@lru_cache(maxsize=4096)
def _decimal(count: int, locale: Locale) -> str:
    return format_decimal(count, locale=locale)


@cache
def _locale_of(language: str) -> Locale:
    try:
        return Locale.parse(translation.to_locale(language))
    except (ValueError, UnknownLocaleError):
        return Locale("en")
