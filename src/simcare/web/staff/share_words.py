"""The words for sharing work: kinds of conditions, categories, languages, why somebody was given a ticket, snoozes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from simcare.web.staff import words

KINDS: Mapping[str, str | Promise] = {
    "queue": gettext_lazy("Queue"),
    "state": gettext_lazy("State"),
    "assignee": gettext_lazy("Assignee"),
    "tag": gettext_lazy("Tag"),
    "category": gettext_lazy("Matter"),
    "language": gettext_lazy("Language"),
    "account": gettext_lazy("Account"),
    "liable": gettext_lazy("Liable"),
    "channel": gettext_lazy("Channel"),
    "standing": gettext_lazy("Sender"),
}

CATEGORIES: Mapping[str, str | Promise] = {
    "network": gettext_lazy("Network"),
    "usage": gettext_lazy("Usage"),
    "apn": gettext_lazy("APN"),
    "recharge": gettext_lazy("Recharge"),
    "refund": gettext_lazy("Refund"),
    "replacement": gettext_lazy("Replacement"),
    "hardware": gettext_lazy("Hardware"),
    "dealer": gettext_lazy("Dealer"),
    "presales": gettext_lazy("Pre-sales"),
    "other": gettext_lazy("Other"),
}

LANGUAGES = ("en", "zh", "es", "fr", "de", "pt", "ja", "ar")
"""Languages that tickets come in most often; each of them is answered in its own words."""

MODES: Mapping[str, str | Promise] = {
    "by_hand": gettext_lazy("People take them"),
    "round_robin": gettext_lazy("In turn"),
    "least_load": gettext_lazy("To who has least"),
    "skill": gettext_lazy("By language and skill"),
}

COLUMNS: Mapping[str, str | Promise] = {
    "queue": gettext_lazy("Queue"),
    "category": gettext_lazy("Matter"),
    "account": gettext_lazy("Account"),
    "opened": gettext_lazy("Opened"),
}

STEPS: Mapping[str, str | Promise] = {
    "answer": gettext_lazy("Answer with"),
    "note": gettext_lazy("Note"),
    "tag": gettext_lazy("Add the tag"),
    "assign": gettext_lazy("Assign to"),
    "queue": gettext_lazy("Move to the queue"),
    "snooze": gettext_lazy("Snooze"),
    "wait": gettext_lazy("Wait for the customer"),
    "solve": gettext_lazy("Solve"),
    "spam": gettext_lazy("Mark as spam"),
}

WOKEN: Mapping[str, str | Promise] = {
    "time": gettext_lazy("its time came"),
    "customer": gettext_lazy("the customer wrote"),
    "promise": gettext_lazy("a promise is near its breach"),
}

PASSED: Mapping[str, str | Promise] = {
    "lapsed": gettext_lazy("nobody looked at it in time"),
    "left": gettext_lazy("the person left"),
    "not_there": gettext_lazy("the person is not there and a promise is near"),
}


def choice(kind: str, told: str, known: Mapping[str, Mapping[str, str]]) -> object:
    """One choice of a filter in words."""
    if kind in known:
        return known[kind].get(told, told)
    if kind == "language":
        return language(told)
    if kind == "category":
        return CATEGORIES.get(told, told)
    said = {"state": words.TICKET_STATES, "liable": words.LIABLE, "standing": words.TRUST}.get(kind, {})
    return said[told].text if told in said else told


def language(code: str) -> str:
    """A language's name in the reader's language."""
    try:
        reader = Locale.parse((translation.get_language() or "en").replace("-", "_"))
        return Locale.parse(code.replace("-", "_")).get_language_name(reader.language) or code
    except (ValueError, UnknownLocaleError):
        return code


def reason(code: str, value: str) -> str:
    """Why somebody was given a ticket."""
    if code == "speaks":
        return _("speaks %(language)s") % {"language": language(value)}
    if code == "nobody_speaks":
        return _("nobody here speaks %(language)s") % {"language": language(value)}
    if code == "knows":
        return _("knows about: %(matter)s") % {"matter": CATEGORIES.get(value, value)}
    if code == "turn":
        return _("it was their turn")
    count = int(value or 0)
    if code == "passed":
        return ngettext("passed by %(count)s person before", "passed by %(count)s people before", count) % {
            "count": count
        }
    return ngettext("%(count)s open", "%(count)s open", count) % {"count": count}


def event_words(event: str, data: Mapping[str, object], names: Mapping[str, str]) -> str:
    """A line of the timeline about sharing work; other lines as `words.EVENTS` says them."""
    told = words.EVENTS.get(event)
    text = str(told.text) if told else event.replace("_", " ").capitalize()
    return text + detail(event, data, names)


def detail(event: str, data: Mapping[str, object], names: Mapping[str, str]) -> str:
    """What such a line adds to its word; empty for other lines."""
    if event == "given":
        why: Sequence[Sequence[str]] = data.get("why", ())  # type: ignore[assignment]  # JSON
        said = ", ".join(reason(code, value) for code, value in why)
        return f" {names.get(str(data.get('to')), '')}: {said}"
    if event == "passed_on":
        return f": {PASSED.get(str(data.get('why')), '')}"
    if event == "snoozed":
        until = datetime.fromisoformat(str(data["until"]))
        return f" {until:%Y-%m-%d %H:%M} UTC: {data.get('reason', '')}"
    if event == "woken":
        return f": {WOKEN.get(str(data.get('cause')), data.get('reason', ''))}"
    if event in ("macro", "macro_undone"):
        return f": {data.get('macro', '')}"
    if event == "incident_over":
        count = int(str(data.get("number", 0)))
        return ": " + ngettext("%(count)s child waits for word", "%(count)s children wait for word", count) % {
            "count": count
        }
    if event == "queued":
        return f": {data.get('to', '')}"
    return ""


def snoozes(at: datetime, zone: str) -> list[tuple[datetime, object]]:
    """Times that people snooze until, in their own zone, the nearest first."""
    local = at.astimezone(ZoneInfo(zone))

    def morning(days: int) -> datetime:
        return datetime.combine(local.date() + timedelta(days=days), time(9), local.tzinfo)

    return [
        (local + timedelta(hours=1), _("In an hour")),
        (local + timedelta(hours=4), _("In four hours")),
        (morning(1), _("Tomorrow morning")),
        (morning(3), _("In three days")),
        (morning(7 - local.weekday()), _("On Monday")),
    ]
