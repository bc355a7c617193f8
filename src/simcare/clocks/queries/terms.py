"""What is promised to whom: an account's own agreement where it has one, else the policy of the channel.

A subject that began under some version keeps it: its later clocks look it up by the name and version it stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from simcare.clocks.models import Agreement
from simcare.clocks.values import Kind
from simcare.kernel import policy
from simcare.kernel.policy import NoSuchPolicy, Terms

PREFIXES: dict[Kind, str] = {
    "first": "first_response",
    "next": "next_response",
    "resolution": "resolution",
    "task": "staff_task",
}
USUAL = "email"
"""The channel whose policy holds where a channel has none of its own."""
CHANNELS = {"whatsapp": "social", "wechat": "social", "widget": "chat"}
"""Channels that share the terms of others."""
CHAIN = "escalation"

Kept = Mapping[str, int]
"""Names and versions that a subject began with."""
NOTHING: Kept = MappingProxyType({})


def terms_for(*, kind: Kind, channel: str = USUAL, account_id: int | None, at: datetime, kept: Kept = NOTHING) -> Terms:
    """The terms of one promise with its escalation chain. Raises NoSuchPolicy."""
    return TermsBook([account_id]).find(kind=kind, channel=channel, account_id=account_id, at=at, kept=kept)


def list_agreements(account_id: int) -> list[Agreement]:
    """All agreements of an account, the newest first."""
    return list(Agreement.objects.filter(account_id=account_id).order_by("name", "-version"))


def find_agreement(account_id: int, name: str) -> Agreement | None:
    """What is agreed on about this promise, in its newest version."""
    return Agreement.objects.filter(account_id=account_id, name=name).order_by("-version").first()


class TermsBook:
    """All editions of clock policies and the agreements of some accounts, read once for many promises."""

    def __init__(self, account_ids: Iterable[int | None]) -> None:
        self._house = policy.editions(_NAMES)
        self._own: dict[str, list[Agreement]] = {}
        wanted = {account_id for account_id in account_ids if account_id}
        for agreement in Agreement.objects.filter(account_id__in=wanted) if wanted else ():
            self._own.setdefault(agreement.full_name, []).append(agreement)

    def find(self, *, kind: Kind, channel: str, account_id: int | None, at: datetime, kept: Kept = NOTHING) -> Terms:
        """The terms of a promise; those that the subject began with, if it did. Raises NoSuchPolicy."""
        names = _names(PREFIXES[kind], channel)
        asked = [*(f"agreement:{account_id}:{name}" for name in names if account_id), *names]
        terms = self._first(asked, at, kept)
        if terms is None:
            raise NoSuchPolicy(f"no policy {names[0]!r} is in force at {at:%Y-%m-%d %H:%M} UTC")
        chain = self._first(_names(CHAIN, channel), at, kept)
        if chain is None or "levels" in terms.values:
            return terms
        return replace(terms, values=terms.values | {"levels": chain.values["levels"], "chain": _edition(chain)})

    def _first(self, names: Sequence[str], at: datetime, kept: Kept) -> Terms | None:
        """What was kept under one of these names, else the first that is in force."""
        began_with = (self._of_version(name, kept[name]) for name in names if name in kept)
        in_force = (self._in_force(name, at) for name in names)
        return next((terms for terms in (*began_with, *in_force) if terms), None)

    def _of_version(self, name: str, version: int) -> Terms | None:
        own = (_terms(each) for each in self._own.get(name, ()) if each.version == version)
        return next(own, None) or self._house.of_version(name, version)

    def _in_force(self, name: str, at: datetime) -> Terms | None:
        own = (_terms(each) for each in self._own.get(name, ()) if _is_in_force(each, at))
        return next(own, None) or self._house.find(name, at)


def versions(terms: Iterable[Terms]) -> dict[str, int]:
    """What a subject keeps of the terms it began with: names and versions, those of the chains too."""
    found: dict[str, int] = {}
    for each in terms:
        found[each.name] = each.version
        chain, _, version = str(each.values.get("chain", "")).rpartition(":")
        if chain:
            found[chain] = int(version)
    return found


def _names(prefix: str, channel: str) -> list[str]:
    """The policies to look for, in order: the channel's, that of its like, the usual one, the one without a channel."""
    like = CHANNELS.get(channel, channel)
    return [*dict.fromkeys((f"{prefix}.{channel}", f"{prefix}.{like}", f"{prefix}.{USUAL}", prefix))]


def _terms(agreement: Agreement) -> Terms:
    return Terms(agreement.full_name, agreement.version, agreement.values, agreement.source)


def _is_in_force(agreement: Agreement, at: datetime) -> bool:
    period = agreement.period
    return bool(period.lower <= at and (period.upper is None or at < period.upper))


def _edition(chain: Terms) -> str:
    return f"{chain.name}:{chain.version}"


_NAMES = [
    name
    for prefix in (*PREFIXES.values(), CHAIN)
    for channel in ("email", "chat", "callback", "dealer", "social", *CHANNELS)
    for name in (f"{prefix}.{channel}", prefix)
]
