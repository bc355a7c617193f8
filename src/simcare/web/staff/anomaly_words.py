"""What an anomaly is called, and its explanation in a sentence with the card's own numbers."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from simcare.web.staff.words import Word

Numbers = Mapping[str, int]
"""The evidence of an anomaly, as `usage.rules.anomalies.anomaly` names it."""

KINDS = {
    "spike": Word(_("Spike"), "degraded", "zap"),
    "night_drain": Word(_("Drain at night"), "degraded", "moon"),
    "level_shift": Word(_("Changed level of use"), "degraded", "activity"),
    "silence": Word(_("Fell silent"), "blocked", "circle-dashed"),
    "many_short_sessions": Word(_("Many short sessions"), "degraded", "refresh-cw"),
    "roaming_burst": Word(_("Much data abroad"), "degraded", "send"),
    "new_country": Word(_("In a new country"), "blocked", "shield-alert"),
    "new_network": Word(_("In a new network"), "degraded", "radio-tower"),
    "imei_changed": Word(_("In another device"), "blocked", "smartphone"),
}

_SENTENCES = {
    "spike": _("%(used)s in one hour; at this time at most %(most)s is usual."),
    "night_drain": _("%(used)s in one hour of the night, in which at most %(most)s is usual."),
    "level_shift": _("The level of use has changed: %(used)s in this hour, in which %(least)s to %(most)s is usual."),
    "silence": _("No traffic any more; in this hour at least %(least)s is usual."),
    "many_short_sessions": _(
        "%(sessions)s sessions in a day for %(used)s in all: the device connects again and again."
    ),
    "roaming_burst": _("%(abroad)s in one day in another country than usual."),
    "new_country": _(
        "Seen in network %(network)s, in a country where it never was; before that in %(network_before)s."
    ),
    "new_network": _("Seen in network %(network)s for the first time; before that in %(network_before)s."),
    "imei_changed": _("The card is in the device with the IMEI %(imei)s; before that in %(imei_before)s."),
}
_YOUNG = {
    "spike": _("%(used)s on its first day, far more than cards of its kind use."),
    "silence": _("%(used)s on its first day, far less than cards of its kind use."),
}
_LONG_PAUSE = _("No traffic for longer than it has paused of late.")
_PEERS = _("In the same hour %(percent)s percent of the cards of its kind were as far from the usual.")


def sentences(kind: str, numbers: Numbers) -> Iterator[str | Promise]:
    """What is to be said of an anomaly, as templates; `templatetags.usage` puts the values in."""
    is_young = kind in _YOUNG and "usual_until_bytes" not in numbers
    if is_young:
        yield _YOUNG[kind]
    elif kind == "silence" and not numbers["usual_from_bytes"]:
        yield _LONG_PAUSE
    else:
        yield _SENTENCES[kind]
    if numbers.get("peers_percent"):
        yield _PEERS


STATES = {
    "open": Word(_("Open"), "degraded", "circle-alert"),
    "acknowledged": Word(_("Looked at"), "waiting", "eye"),
    "closed": Word(_("Closed"), "well", "circle-check"),
}
SOURCES = {
    "operator": _("Operator's total"),
    "records": _("Sum of our records"),
    "meter": _("Package meter"),
}
WHY = {
    "files_missing": _("In %(hours)s hours of the period no usage file brought any record, so records are missing."),
    "stray_records": _("Records with %(bytes)s wait for their card: it was not in stock when they came."),
    "records_late": _("The operator's figure is newer than our newest record; records may still come."),
    "operator_older": _("The operator's figure is older: records with %(bytes)s began after it."),
    "operator_reset": _("The operator has said %(bytes)s more before: it began to count anew."),
    "meter_opened_late": _("The meter was opened after records with %(bytes)s had come."),
    "meter_reset": _("The meter has counted less than our records from the day on which it was opened."),
    "other_package": _("All records are here; the operator may count another period, or what it writes no record of."),
}
SUSPECTS: Mapping[str, tuple[str, ...]] = {
    "spike": ("equipment", "customer_configuration"),
    "night_drain": ("equipment", "customer_configuration"),
    "level_shift": ("equipment", "customer_configuration"),
    "silence": (),
    "many_short_sessions": ("equipment",),
    "roaming_burst": ("customer_account",),
    "new_country": ("customer_account",),
    "new_network": (),
    "imei_changed": ("customer_account",),
}
"""Who may be liable for which kind, keys of `words.LIABLE`; nobody where traffic alone doesn't say."""
