"""The evidence as a predicate sees it: known values by field, and a record of what it looked at.

A missing field and one that is stale both read as None; so does a field whose source looked and found nothing. Whether
a check may be decided at all is the engine's question (`knows`), so a predicate can read on without asking.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simcare.diagnosis.policy import Terms
from simcare.diagnosis.rules.causes import read_cause
from simcare.diagnosis.rules.freshness import freshness
from simcare.diagnosis.rules.readings import cause_of_ceer
from simcare.diagnosis.values import Bundle, Cause, Cited, Freshness
from simcare.operators.values import FIELDS, Evidence, read_moment

# Successes that turn an earlier refusal into history: an attach proves the registration, a session proves both.
_LATER_SUCCESS = {
    "registration": ("network.attach", "session.created"),
    "session": ("session.created",),
}
_REGISTRATION_TABLES = frozenset({"GMM", "EMM", "5GMM"})


class File:
    """All evidence of one bundle, sorted by field, newest first, each with its freshness."""

    def __init__(self, bundle: Bundle, terms: Terms) -> None:
        self.iccid, self.at, self.platform, self.terms = bundle.iccid, bundle.at, bundle.platform, terms
        self._by_field: dict[str, list[Cited]] = defaultdict(list)
        for item in sorted(bundle.evidence, key=lambda item: item.observed_at, reverse=True):
            if item.field in FIELDS:
                self._by_field[item.field].append(Cited(item, freshness(item, bundle.at, bundle.platform, terms)))

    def cited(self, field: str) -> list[Cited]:
        """Every item of an event field, else the newest alone: an older value is no longer true."""
        items = self._by_field.get(field, [])
        return items if FIELDS[field].many else items[:1]

    def given(self, field: str) -> bool:
        """Whether the bundle says anything about the field, however old."""
        return field in self._by_field

    def known(self, field: str) -> bool:
        """Whether something that is not stale is said about the field."""
        return any(cited.freshness is not Freshness.STALE for cited in self.cited(field))


class Facts:
    """One predicate's view of a file; `used` collects what it read.

    `with_stale` shows a field of which nothing fresh is known as it last was: the view to ask "would it matter?".
    """

    def __init__(self, file: File, *, with_stale: bool = False) -> None:
        self.at, self.terms, self.iccid = file.at, file.terms, file.iccid
        self.used: dict[int, Cited] = {}
        self._file = file
        self._with_stale = with_stale

    def __getitem__(self, field: str) -> Any:  # JSON: the vocabulary names the kind of each field
        """The value that counts, or None."""
        cited = self._visible(field)
        if not cited:
            return None
        self._use(cited[0])
        return cited[0].evidence.value

    def knows(self, *fields: str) -> bool:
        """Whether all these fields are known, be it as null."""
        return all(self._visible(field) for field in fields)

    def moment(self, field: str) -> datetime | None:
        """The value of a time field."""
        value = self[field]
        return None if value is None else read_moment(value, field)

    def observed_at(self, field: str) -> datetime | None:
        """When the value that counts was observed."""
        cited = self._visible(field)
        return cited[0].evidence.observed_at if cited else None

    def events(self, *fields: str) -> list[Evidence]:
        """The events of these fields, newest first; null items only say that the log was read."""
        cited = [item for field in fields for item in self._visible(field) if item.evidence.value is not None]
        cited.sort(key=lambda item: item.evidence.observed_at, reverse=True)
        for item in cited:
            self._use(item)
        return [item.evidence for item in cited]

    def refusals(self, causes: Iterable[Cause]) -> list[tuple[Cause, Evidence]]:
        """Refusals with one of these causes and without a later success, newest first."""
        wanted = frozenset(causes)
        found = []
        for cited in self._causes():
            cause = _cause_of(cited.evidence)
            if cause in wanted and not self._succeeded_after(cited.evidence, cause):
                self._use(cited)
                found.append((cause, cited.evidence))
        return sorted(found, key=lambda pair: pair[1].observed_at, reverse=True)

    def package_end(self) -> datetime | None:
        """End of validity; a plain date ends with that day in the platform's zone, and means nothing without one."""
        value = self["package.expires_at"]
        if value is None or "T" in str(value) or " " in str(value):
            return None if value is None else read_moment(value, "package.expires_at")
        zone = self["package.zone"]
        if zone is None:
            return None
        day = date.fromisoformat(value) + timedelta(days=1)
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))

    def _causes(self) -> list[Cited]:
        fields = ("network.reject", "session.reject", "at.ceer")
        return [cited for field in fields for cited in self._visible(field) if cited.evidence.value is not None]

    def _succeeded_after(self, refusal: Evidence, cause: Cause) -> bool:
        kind = "registration" if cause.table in _REGISTRATION_TABLES else "session"
        # Seen even when stale: an old success still lies after an older refusal.
        events = [cited.evidence for field in _LATER_SUCCESS[kind] for cited in self._file.cited(field)]
        return any(event.value is not None and event.observed_at > refusal.observed_at for event in events)

    def _visible(self, field: str) -> list[Cited]:
        cited = self._file.cited(field)
        if self._with_stale and not self._file.known(field):
            return cited
        return [item for item in cited if item.freshness is not Freshness.STALE]

    def _use(self, cited: Cited) -> None:
        self.used[id(cited)] = cited


def moment_in(record: Mapping[str, Any], key: str) -> datetime | None:
    """A time inside a record, or None where it is not told."""
    return None if record.get(key) is None else read_moment(record[key], key)


def _cause_of(item: Evidence) -> Cause | None:
    return cause_of_ceer(item.value) if item.field == "at.ceer" else read_cause(item.value)
