"""Tags of pages about usage: an anomaly in words, and hours of use as a picture with the anomalies marked."""

from collections.abc import Sequence
from html import escape

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from simcare.web.staff.alert_pages import AlertRow
from simcare.web.staff.alert_words import ALERTS, METERS
from simcare.web.staff.anomaly_pages import ReasonRow, UsedHour
from simcare.web.staff.anomaly_words import KINDS, WHY, Numbers, sentences
from simcare.web.templatetags.desk import chip, icon, moment, size

register = template.Library()

WIDTH, HEIGHT, MARGIN = 640, 120, 8


@register.simple_tag
def anomaly_chip(kind: str) -> SafeString:
    """The name of a kind of anomaly with its icon, in its tone."""
    word = KINDS[kind]
    return chip(word.tone, word.text, word.icon)


@register.simple_tag
def anomaly_name(kind: str) -> object:
    """The name of a kind of anomaly alone."""
    return KINDS[kind].text


@register.simple_tag
def reason_words(reason: ReasonRow) -> SafeString:
    """Why a figure may be off, in the reader's language."""
    values = {"bytes": size(reason.explains_bytes or 0), "hours": _counted(reason.hours)}
    return mark_safe(escape(str(WHY[reason.why]), quote=False) % values)  # noqa: S308  # as below


@register.simple_tag
def anomaly_words(kind: str, numbers: Numbers) -> SafeString:
    """The explanation of an anomaly in the reader's language, with its numbers."""
    values = {
        "used": size(numbers.get("bytes", 0)),
        "least": size(numbers.get("usual_from_bytes", 0)),
        "most": size(numbers.get("usual_until_bytes", 0)),
        "abroad": size(numbers.get("abroad_bytes", 0)),
        "sessions": _counted(numbers.get("sessions", 0)),
        "network": _network(numbers.get("network", 0)),
        "network_before": _network(numbers.get("network_before", 0)),
        "imei": _counted(numbers.get("imei", 0)),
        "imei_before": _counted(numbers.get("imei_before", 0)),
        "percent": _counted(numbers.get("peers_percent", 0)),
    }
    said = (escape(str(sentence), quote=False) % values for sentence in sentences(kind, numbers))
    return mark_safe(" ".join(said))  # noqa: S308  # sentences are escaped, values drawn by us


@register.simple_tag
def alert_words(row: AlertRow) -> SafeString:
    """What a card's meter has crossed, in the reader's language."""
    values = {"value": _counted(row.value), "left": size(row.value), "allowance": size(row.allowance_bytes)}
    word = ALERTS[row.kind]
    said = escape(str(word.text), quote=False) % values
    tone = "unknown" if row.ended_at else word.tone
    return format_html('<span class="{}">{}</span> {}', tone, icon(word.icon), mark_safe(said))  # noqa: S308  # as above


@register.simple_tag
def meter_chip(state: str) -> SafeString:
    """How a card's package is."""
    word = METERS[state]
    return chip(word.tone, word.text, word.icon)


@register.simple_tag
def usage_chart(hours: Sequence[UsedHour]) -> SafeString:
    """Hours of use as a line over the band of the usual, with a dot where an anomaly was told; and as a table.

    Without hours there is nothing to draw.
    """
    if not hours:
        return SafeString("")
    top = max(max(hour.used_bytes, hour.usual_until_bytes) for hour in hours) or 1
    least = [_point(at, hour.usual_from_bytes, top, len(hours)) for at, hour in enumerate(hours)]
    most = [_point(at, hour.usual_until_bytes, top, len(hours)) for at, hour in enumerate(hours)]
    used = [_point(at, hour.used_bytes, top, len(hours)) for at, hour in enumerate(hours)]
    told = [(point, hour) for point, hour in zip(used, hours, strict=True) if hour.anomaly]
    return format_html(
        '<figure class="chart usage-chart"><svg viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<polygon class="chart-band" points="{}"/><polyline class="chart-line" points="{}"/>{}</svg>'
        '<figcaption class="small muted row wrap"><span class="key-line">{}</span><span class="key-band">{}</span>'
        '<span class="faint">{} – {}</span></figcaption>{}</figure>',
        WIDTH,
        HEIGHT,
        _("Use by the hour; anomalies marked: %(count)s") % {"count": len(told)},
        _joined([*most, *reversed(least)]),
        _joined(used),
        format_html_join(
            "",
            '<circle class="chart-anomaly" cx="{}" cy="{}" r="4"><title>{}: {}</title></circle>',
            ((f"{x:.1f}", f"{y:.1f}", KINDS[hour.anomaly].text, hour.began_at.isoformat()) for (x, y), hour in told),
        ),
        _("data used"),
        _("usual"),
        moment(hours[0].began_at),
        moment(hours[-1].began_at),
        _table([hour for _point, hour in told]),
    )


def _point(at: int, amount: int, top: int, count: int) -> tuple[float, float]:
    x = MARGIN + (WIDTH - 2 * MARGIN) * (at / (count - 1) if count > 1 else 0.5)
    return x, MARGIN + (HEIGHT - 2 * MARGIN) * (1 - amount / top)


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _table(told: Sequence[UsedHour]) -> SafeString:
    """What the picture marks, for who can't see it."""
    if not told:
        return SafeString("")
    rows = ((moment(h.began_at), KINDS[h.anomaly].text, size(h.used_bytes), size(h.usual_until_bytes)) for h in told)
    return format_html(
        '<div class="scroll-x"><table class="table"><thead><tr><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col" class="number">{}</th><th scope="col" class="number">{}</th></tr></thead>'
        "<tbody>{}</tbody></table></div>",
        _("When"),
        _("Anomaly"),
        _("data used"),
        _("usual at most"),
        format_html_join(
            "", '<tr><td>{}</td><td>{}</td><td class="number">{}</td><td class="number">{}</td></tr>', rows
        ),
    )


def _counted(number: int) -> SafeString:
    return format_html('<bdi dir="ltr">{}</bdi>', str(number))


def _network(packed: int) -> SafeString:
    """MCC and MNC of a network as the columns hold it."""
    mcc, mnc = divmod(packed, 1000)
    return format_html('<bdi dir="ltr" class="nowrap">{}</bdi>', f"{mcc} {mnc:02}")
