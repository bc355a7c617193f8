"""Official working-day calendars by country, with the workdays that make up for bridge days.

Source: the `holidays` package, whose Chinese days follow the yearly notice of the State Council. A year that is not
announced yet has its statutory holidays only: a running clock keeps the days it was started with.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, cast

import holidays

from simcare.clocks.errors import BadTerms
from simcare.clocks.values import WEEKDAYS


def with_official_days(calendar: object, year: int) -> object:
    """The calendar with the holidays and make-up workdays of this year and the next, if it asks for a country's."""
    if not isinstance(calendar, dict) or "official" not in calendar:
        return calendar
    found = [official_days(calendar["official"], wanted) for wanted in (year, year + 1)]
    own = {name: value for name, value in calendar.items() if name != "official"}
    return own | {
        "holidays": [*own.get("holidays", ()), *(day for days in found for day in days["holidays"])],
        "workdays": own.get("workdays", {}) | found[0]["workdays"] | found[1]["workdays"],
    }


@cache
def official_days(country: str, year: int) -> Mapping[str, Any]:  # the two fields of a JSON calendar
    """`holidays` and `workdays` of one year, as a calendar holds them. Raises BadTerms for an unknown country.

    A make-up workday takes Monday's hours: an office calendar has the same hours on every weekday, and the notice does
    not say which day is made up for.
    """
    try:
        days = holidays.country_holidays(country, years=year)
    except NotImplementedError:  # as the library says that it does not know a country
        raise BadTerms(
            "calendar.official", "No holidays are known of the country %(country)s.", country=country
        ) from None
    made_up = cast("set[date]", getattr(days, "weekend_workdays", set()))
    return {
        "holidays": sorted(day.isoformat() for day in days if day.year == year),
        "workdays": {day.isoformat(): WEEKDAYS[0] for day in sorted(made_up) if day.year == year},
    }
