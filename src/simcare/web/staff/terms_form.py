"""The form of an account's terms: what is typed, what it means as JSON of a clock's terms, and what is wrong with it.

What can't be read is handed on as it was typed: the rules of the clocks refuse it by its field, and the words for that
field are here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django.http import QueryDict
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from simcare.clocks.errors import BadTerms
from simcare.clocks.values import WEEKDAYS
from simcare.web.staff.refusals import said
from simcare.web.staff.remedy_words import WHOM
from simcare.web.staff.spans import onward

if TYPE_CHECKING:
    from simcare.clocks.models import Agreement

OFFICE: Final = "09:00–17:00"
SPARE_LEVELS: Final = 2
MOST_WORDS: Final = 300
_SPAN: Final = re.compile(r"\s*([0-9:]+)\s*[-–—]\s*([0-9:]+)\s*")


@dataclass(frozen=True)
class LevelRow:
    """One level of a chain as it is typed: so many percent of the target, or minutes over it; empty for none."""

    when: str = "percent"
    number: str = ""
    whom: str = "queue"
    mails: bool = False
    assigns: bool = False


@dataclass(frozen=True)
class Flaw:
    """What is wrong, in words, and at which field: target, percent, zone, official, levels, source or a day."""

    field: str
    words: str


@dataclass(frozen=True)
class TermsForm:
    """What somebody types. `hours` has a text for each day of the week, such as 09:00–12:30, 13:30–18:00."""

    name: str = ""
    target: str = ""
    percent: str = "75"
    source: str = ""
    is_always: bool = True
    zone: str = "UTC"
    official: str = ""
    hours: tuple[str, ...] = (OFFICE,) * 5 + ("", "")
    is_usual_chain: bool = True
    levels: tuple[LevelRow, ...] = ()

    @classmethod
    def read(cls, told: QueryDict) -> "TermsForm":
        """From what was sent; levels without a number are none."""
        levels = (
            LevelRow(
                told.get(f"when-{row}", ""),
                told.get(f"number-{row}", "").strip(),
                told.get(f"whom-{row}", ""),
                f"mails-{row}" in told,
                f"assigns-{row}" in told,
            )
            for row in told.getlist("level")[:20]
        )
        return cls(
            name=told.get("name", ""),
            target=told.get("target", "").strip(),
            percent=told.get("percent", "").strip(),
            source=told.get("source", "").strip()[:MOST_WORDS],
            is_always=told.get("counted") != "hours",
            zone=told.get("zone", "").strip(),
            official=told.get("official", "").strip().upper(),
            hours=tuple(told.get(f"hours-{day}", "").strip() for day in WEEKDAYS),
            is_usual_chain=told.get("chain") != "own",
            levels=tuple(level for level in levels if level.number),
        )

    @classmethod
    def of(cls, agreement: "Agreement", zone: str) -> "TermsForm":
        """From what is agreed on; `zone` is the account's own, for one that counts around the clock."""
        values = agreement.values
        calendar = values["calendar"] if isinstance(values["calendar"], dict) else {}
        hours = calendar.get("hours", {})
        return cls(
            name=agreement.name,
            target=str(values["target_minutes"]),
            percent=str(values.get("escalate_percent", 75)),
            source=agreement.source,
            is_always=not calendar,
            zone=calendar.get("zone", zone),
            official=calendar.get("official", ""),
            hours=tuple(_slots_text(hours.get(day, ())) for day in WEEKDAYS) if calendar else cls.hours,
            is_usual_chain="levels" not in values,
            levels=tuple(_level_row(each) for each in values.get("levels", ())),
        )

    def values(self) -> dict[str, Any]:  # JSON of a clock's terms
        """What it means."""
        values = {
            "target_minutes": _whole(self.target),
            "escalate_percent": _whole(self.percent),
            "calendar": "24x7" if self.is_always else self._calendar(),
        }
        return values if self.is_usual_chain else values | {"levels": [_level(row) for row in self.levels]}

    @property
    def days(self) -> Iterator[tuple[str, object, str]]:
        """Each day: its code, its name, its hours."""
        return zip(WEEKDAYS, WEEKDAYS_ABBR.values(), self.hours, strict=True)

    @property
    def rows(self) -> tuple[LevelRow, ...]:
        """The levels, and room for more."""
        return self.levels + (LevelRow(),) * SPARE_LEVELS

    def _calendar(self) -> dict[str, Any]:  # JSON of a calendar
        hours = {day: _slots(text) for day, text in zip(WEEKDAYS, self.hours, strict=True) if text}
        return {"zone": self.zone, "hours": hours} | ({"official": self.official} if self.official else {})


def flaw_of(trouble: BadTerms) -> Flaw:
    """What the clocks refuse, in the reader's words, beside the field where it was typed."""
    field = trouble.field.removeprefix("calendar.")
    first = field.partition(".")[2].partition("[")[0] if field.startswith("hours.") else field.partition("[")[0]
    return Flaw(first, str(_words().get("day" if first in WEEKDAYS else first) or said(trouble)))


def hours_text(calendar: Any) -> str:  # JSON of a calendar
    """When time counts, in a line: days with the same hours together."""
    if not isinstance(calendar, dict):
        return _("Around the clock")
    hours = calendar.get("hours", {})
    words = dict(zip(WEEKDAYS, WEEKDAYS_ABBR.values(), strict=True))
    told = []
    for text, days in groupby(WEEKDAYS, key=lambda day: _slots_text(hours.get(day, ()))):
        first, *more = [str(words[day]) for day in days]
        if text:
            told.append(f"{first}–{more[-1]} {text}" if more else f"{first} {text}")
    official = [_("holidays of %s") % calendar["official"]] if calendar.get("official") else []
    return " · ".join([*told, calendar["zone"], *official])


def chain_text(levels: Sequence[Mapping[str, Any]]) -> str:  # JSON of a chain
    """Who is called when, in a line."""
    return f" {onward()} ".join(f"{_when(each)} {WHOM[each['whom']]}" for each in levels)


def _words() -> Mapping[str, object]:
    """Where the clocks speak of JSON, the form speaks of its fields."""
    return {
        "zone": _("There is no such time zone. Write it as in Asia/Shanghai."),
        "official": _("No holidays are known of this country. Write two letters, such as CN."),
        "day": _("Write hours such as 09:00–12:30, 13:30–18:00; nothing for a closed day."),
        "hours": _("Give at least one day its hours."),
        "levels": _("Give one to eight levels, each 1 to 100 percent or 1 to 10080 minutes over."),
    }


def _slots(text: str) -> list[list[str]]:
    """What was typed for a day; what is no span stays as it is, and is refused."""
    found = [_SPAN.fullmatch(part) for part in text.replace(";", ",").split(",")]
    return [[_time(each[1]), _time(each[2])] if each else [text] for each in found]


def _time(text: str) -> str:
    """9 and 9:30 are times as well."""
    hour, _colon, minute = text.partition(":")
    return f"{hour:0>2}:{minute or '00'}"


def _slots_text(slots: Sequence[Sequence[str]]) -> str:
    return ", ".join(f"{start}–{end}" for start, end in slots)


def _when(level: Mapping[str, Any]) -> str:  # JSON of a level
    return f"+{level['minutes_over']} min" if level.get("minutes_over") else f"{level['percent']} %"


def _level(row: LevelRow) -> dict[str, Any]:  # JSON of a level
    means = ["page", "email"] if row.mails else ["page"]
    when = {"minutes_over": _whole(row.number)} if row.when == "over" else {"percent": _whole(row.number)}
    return {"whom": row.whom, "by": means, **when} | ({"assigns": True} if row.assigns else {})


def _level_row(level: Mapping[str, Any]) -> LevelRow:
    over = level.get("minutes_over", 0)
    return LevelRow(
        "over" if over else "percent",
        str(over or level.get("percent", "")),
        level["whom"],
        "email" in level.get("by", ()),
        bool(level.get("assigns")),
    )


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else text
