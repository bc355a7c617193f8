"""Small parts of the console: icons, state chips, identifiers, ages, due times, sizes."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from html import escape

from babel.dates import format_skeleton
from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from simcare.support.queries.lists import MOST_COUNTED
from simcare.web import assets
from simcare.web.catalogues import languages
from simcare.web.folding import constant
from simcare.web.staff import (
    code_words,
    diagnosis_words,
    record_words,
    refusals,
    share_words,
    words,
)
from simcare.web.staff.keys import KEYS
from simcare.web.staff.pages import Datum, Promise, TicketRow
from simcare.web.staff.records import PolicyTerm
from simcare.web.staff.spans import amount_text, decimal, in_order, length, locale, span, target, unit_word
from simcare.web.staff.vocabulary import PLAIN_WORDS, WORDS

register = template.Library()
register.filter("refusal", refusals.said)
register.filter("about", code_words.about)
register.filter("in_order", in_order)

MIRRORED = {"arrow-left", "arrow-right", "chevron-right", "forward", "reply", "send", "undo-2", "log-out"}


@register.simple_tag
@constant
def key_list() -> SafeString:
    """The keys of the console: the same on every page, so written once for a language."""
    return _key_list(translation.get_language() or "en")


@cache
def _key_list(language: str) -> SafeString:
    with translation.override(language):
        return render_to_string("staff/parts/key_list.html", {"keys": KEYS})


@register.simple_tag
def spoken_languages() -> list[tuple[str, str]]:
    """The languages offered in the menu: those with a catalogue."""
    return [(code, name) for code, name in settings.LANGUAGES if code in languages()]


@register.simple_tag
@constant
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the allow-list as SVG; silent for screen readers unless it has a label."""
    return _icon(name, str(label))


@lru_cache(maxsize=1024)
def _icon(name: str, label: str) -> SafeString:
    css = "icon mirrors" if name in MIRRORED else "icon"
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {} viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-linecap="round" stroke-linejoin="round">{}</svg>',
        css,
        voice,
        _drawing(name),
    )


@cache
def _drawing(name: str) -> SafeString:
    if name not in assets.ICONS:
        raise template.TemplateSyntaxError(f"The icon {name} is not in simcare.web.assets.ICONS.")
    svg = (assets.VENDOR / "lucide" / f"{name}.svg").read_text(encoding="utf-8")
    inside = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    return mark_safe(re.sub(r"\s+", " ", inside).strip())  # noqa: S308  # our own installed file


@register.simple_tag
def state(kind: str, code: str, extra: str = "") -> SafeString:
    """A state as icon + word + colour; `kind` names the list of words, `extra` is added behind the word."""
    word = words.say(WORDS[kind], code)
    return chip(word.tone, str(word.text) + (f" · {extra}" if extra else ""), word.icon)


@register.simple_tag
def chip(tone: str, text: object, icon_name: str = "") -> SafeString:
    """A state chip with its tone's own icon unless another is named."""
    return _chip(tone, str(text), icon_name)


@lru_cache(maxsize=4096)
def _chip(tone: str, text: str, icon_name: str) -> SafeString:
    drawn = icon(icon_name or words.TONE_ICONS[tone])
    return format_html('<span class="state {}">{}{}</span>', tone, drawn, text)


@register.simple_tag
def verdict_chip(liable: str, tone: str) -> SafeString:
    """Who is liable, in the tone of the finding."""
    word = words.say(words.LIABLE, liable)
    return chip(tone, word.text, word.icon)


@register.simple_tag
def tally(count: int, liable: str, tone: str) -> SafeString:
    """How many cards of a ticket have this liable party."""
    word = words.say(words.LIABLE, liable)
    return chip(tone, f"{count} × {word.text}", word.icon)


@register.filter
def said(code: str, kind: str) -> object:
    """The word of a code as text."""
    if kind in PLAIN_WORDS:
        return PLAIN_WORDS[kind].get(code, code.replace("_", " "))
    return words.say(WORDS[kind], code).text


@register.simple_tag
def row_column(row: TicketRow, column: str) -> SafeString:
    """What a saved view shows in each row beside the usual; nothing where a ticket has none."""
    if column == "opened":
        return ago(row.opened_at)
    told = {"queue": row.queue, "account": row.account, "category": share_words.CATEGORIES.get(row.category, "")}
    return format_html('<span class="tag"><bdi>{}</bdi></span>', told[column]) if told.get(column) else SafeString()


@register.simple_tag
def options(choices: Iterable[tuple[object, object]], chosen: object = "", said_as: str = "") -> SafeString:
    """The options of a select: pairs of a value and its words. `chosen` is a value, or several of them.

    `said_as="lang"`: each value is also the language of its words.
    """
    picked = chosen if isinstance(chosen, list | tuple) else (chosen,)
    drawn = []
    for value, said in choices:
        code = escape(str(value))
        marks = (f' lang="{code}"' if said_as else "") + (" selected" if value in picked else "")
        drawn.append(f'<option value="{code}"{marks}>{escape(str(said))}</option>')
    return mark_safe("".join(drawn))  # noqa: S308  # every part is escaped


@register.filter
def step_word(deed: str) -> object:
    """What a step of a macro does."""
    return share_words.STEPS.get(deed, deed)


@register.filter
def of_key(mapping: Mapping[str, object] | None, key: str) -> object:
    """The value of a key; empty where there is none."""
    return (mapping or {}).get(key, "")


@register.simple_tag
def ident(value: str, label: str = "") -> SafeString:
    """An identifier in mono, in fours, copied without spaces by a click."""
    fours = format_html_join("", '<span class="four">{}</span>', ((value[i : i + 4],) for i in range(0, len(value), 4)))
    return format_html(
        '<button type="button" class="id" data-copy="{}" aria-label="{}"><bdi dir="ltr">{}</bdi>{}</button>',
        value,
        _("Copy %(what)s") % {"what": f"{label} {value}".strip()},
        fours,
        icon("copy"),
    )


@register.simple_tag
def copyable(value: str) -> SafeString:
    """A link or a code that a click copies, as it stands."""
    said = _("Copy %(what)s") % {"what": value}
    form = '<button type="button" class="id as-it-is" data-copy="{}" aria-label="{}"><bdi dir="ltr">{}</bdi>{}</button>'
    return format_html(form, value, said, value, icon("copy"))


@register.simple_tag
def fours(value: str) -> SafeString:
    """An identifier in fours that is only read."""
    parts = format_html_join("", '<span class="four">{}</span>', ((value[i : i + 4],) for i in range(0, len(value), 4)))
    return format_html('<bdi dir="ltr" class="id">{}</bdi>', parts)


@register.filter
def capped(count: int, most: int = MOST_COUNTED) -> str:
    """A count that was kept short, honestly: 1,000 is said as "1,000+"."""
    said = decimal(min(count, most))
    return f"{said}+" if count >= most else said


class Grouped(int):
    """A count that is written with the separators of the reader's language, and still chooses a plural."""

    def __str__(self) -> str:
        return decimal(int(self))


@register.filter
def grouped(count: int | None) -> Grouped:
    """A count with the separators of the reader's language."""
    return Grouped(count or 0)


@register.filter
def language_name(code: str) -> str:
    """A language by its name in the reader's."""
    return share_words.language(code)


@register.filter
def plain(value: float) -> str:
    """A number as SVG writes it, in every language with a point."""
    return f"{value:.1f}"


@register.filter
def last_eight(value: str) -> str:
    """The end of an identifier, where cards of one batch differ."""
    return f"{value[-8:-4]} {value[-4:]}"


@register.simple_tag
def ago(at: datetime | None, css: str = "age") -> SafeString:
    """How long ago or ahead, with the exact time of the viewer's zone and UTC behind it."""
    if at is None:
        return format_html('<span class="{}">{}</span>', css, _("never seen"))
    return format_html(
        '<time class="{}" datetime="{}" title="{}" data-ago>{}</time>', css, at.isoformat(), both_times(at), span(at)
    )


@register.simple_tag
def moment(at: datetime | None) -> SafeString:
    """Day and time in the viewer's zone, UTC behind it."""
    if at is None:
        return format_html('<span class="faint">{}</span>', _("unknown"))
    here = timezone.localtime(at)
    is_this_year = here.year == timezone.localtime().year
    parts = ("MMMd", "Hm") if is_this_year else ("yMMMd",)
    short = " ".join(format_skeleton(part, here, locale=locale()) for part in parts)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), both_times(at), short)


@register.filter
def both_times(at: datetime) -> str:
    """The time in the viewer's zone and in UTC."""
    here, utc = timezone.localtime(at), at.astimezone(UTC)
    return f"{here:%Y-%m-%d %H:%M:%S %Z} · {utc:%Y-%m-%d %H:%M:%S} UTC"


@register.simple_tag
def due(promise: Promise | None) -> SafeString | str:
    """The due clock of a promise: how long is left, overdue since, or held."""
    if promise is None:
        return ""
    mood = promise.mood(timezone.now())
    if mood == "met":
        return format_html('<span class="due">{}{}</span>', icon("check"), _("Answered"))
    if mood == "held" or promise.due_at is None:
        return format_html('<span class="due held">{}{}</span>', icon("pause"), _("On hold"))
    text = _("overdue %(span)s") if mood == "over" else "%(span)s"
    return format_html(
        '<time class="due {}" datetime="{}" title="{}">{}<bdi>{}</bdi></time>',
        mood,
        promise.due_at.isoformat(),
        both_times(promise.due_at),
        icon("timer-off" if mood == "over" else "timer"),
        text % {"span": length(abs(promise.due_at - timezone.now()))},
    )


@register.filter
def size(count: int | None) -> SafeString | str:
    """Bytes in decimal units, as packages are sold."""
    if count is None:
        return _("unknown")
    amount, unit = float(count), "B"
    for bigger in ("kB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, bigger
    digits = amount_text(round(amount) if amount >= 100 else amount)
    return format_html('<bdi dir="ltr" class="nowrap">{} {}</bdi>', digits, unit)


@register.simple_tag
def datum(item: Datum) -> SafeString | str:
    """The value of a datum in its own shape."""
    if item.value in (None, ""):
        return format_html('<span class="faint">{}</span>', _("none") if item.observed_at else _("unknown"))
    if item.shape == "id":
        return ident(str(item.value), item.label)
    if item.shape == "bytes" and isinstance(item.value, int):
        return size(item.value)
    if item.shape == "time" and isinstance(item.value, datetime):
        return moment(item.value)
    if item.shape in WORDS:
        return state(item.shape, str(item.value))
    return format_html("<bdi>{}</bdi>", item.value)


@register.filter
def step_name(number: int) -> object:
    """A step of the order of evaluation in words."""
    return diagnosis_words.STEPS.get(number, number)


@register.filter
def policy_name(code: str) -> str:
    """What a policy is called."""
    return record_words.find(record_words.POLICIES, code) or record_words.readable(code)


@register.filter
def mail_term(name: str) -> str:
    """What a number of the mail's policies is called."""
    return record_words.find(record_words.MAIL_TERMS, name) or record_words.readable(name)


@register.filter
def deed_name(action: str) -> str:
    """What an audit entry's action is called."""
    return record_words.find(record_words.DEEDS, action) or record_words.readable(action)


@register.filter
def term(item: PolicyTerm) -> str:
    """The value of a policy's term with the unit that ends its name."""
    *_words, unit = item.name.split("_")
    if not item.value.isdecimal():
        return item.value
    match unit:
        case "minutes":
            return target(int(item.value))
        case "points":
            return f"{int(item.value) / 100:g} %"
        case "percent":
            return f"{item.value} %"
        case "seconds" | "hours" | "days" | "years":
            return f"{item.value} {unit_word(unit)}"
    return item.value


@register.filter
def term_name(item: PolicyTerm) -> str:
    """The name of a policy's term without its unit."""
    return record_words.term_name(item.name)


@register.filter
def change_name(name: str) -> str:
    """What a part of a change is called in the audit; the text of a language by that language."""
    return share_words.language(name) if name in languages() else record_words.change_name(name)


@register.filter
def clock_face(minute: int) -> str:
    """Minutes of a day as a clock reads them."""
    return f"{minute // 60:02}:{minute % 60:02}"


@register.filter
def initials(name: str) -> str:
    """One or two letters for the round mark of a person; one character for Han and Kana names."""
    parts = [part for part in re.split(r"[\s@._-]+", name) if part]
    if not parts:
        return "?"
    if ord(parts[0][0]) > 0x2E7F:
        return parts[0][0]
    return "".join(part[0] for part in parts[:2]).upper()
