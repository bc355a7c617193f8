"""What is promised to whom: an account's own agreement where it has one, else the policy of the channel.

A subject that began under some version keeps it: its later clocks look it up by the name and version it stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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
Edition = tuple[Terms, datetime, datetime | None]


def terms_for(*, kind: Kind, channel: str = USUAL, account_id: int | None, at: datetime, kept: Kept = NOTHING) -> Terms:
    """The terms of one promise with its escalation chain. Raises NoSuchPolicy."""
    return TermsBook.of([account_id]).find(kind=kind, channel=channel, account_id=account_id, at=at, kept=kept)


def list_agreements(account_id: int) -> list[Agreement]:
    """All agreements of an account, the newest first."""
    return list(Agreement.objects.filter(account_id=account_id).order_by("name", "-version"))


@dataclass(frozen=True)
class TermsBook:
    """All editions of clock policies and the agreements of some accounts, read once for many promises."""

    house: Mapping[str, list[Edition]]
    own: Mapping[str, list[Edition]]

    @classmethod
    def of(cls, account_ids: Iterable[int | None]) -> "TermsBook":
        """The book for promises to these accounts."""
        wanted = {account_id for account_id in account_ids if account_id}
        names = [f"{prefix}.{channel}" for prefix in (*PREFIXES.values(), CHAIN) for channel in _CHANNELS]
        agreements = Agreement.objects.filter(account_id__in=wanted) if wanted else ()
        return cls(
            house=_by_name(policy.editions([*names, *PREFIXES.values(), CHAIN])),
            own=_by_name(
                (
                    Terms(each.full_name, each.version, each.values, each.source),
                    each.period.lower,
                    each.period.upper,
                )
                for each in agreements
            ),
        )

    def find(
        self,
        *,
        kind: Kind,
        channel: str,
        account_id: int | None,
        at: datetime,
        kept: Kept = NOTHING,
        name: str = "",  # never changed
    ) -> Terms:
        """The terms of a promise; those that the subject began with, if it did. Raises NoSuchPolicy."""
        names = [name] if name else _names(PREFIXES[kind], channel)
        asked = [f"agreement:{account_id}:{each}" for each in names] if account_id else []
        terms = self._kept([*asked, *names], kept) or self._in_force([*asked, *names], at)
        if terms is None:
            raise NoSuchPolicy(f"no policy {names[0]!r} is in force at {at:%Y-%m-%d %H:%M} UTC")
        return self._with_chain(terms, channel, at)

    def _with_chain(self, terms: Terms, channel: str, at: datetime) -> Terms:
        chain = self._in_force(_names(CHAIN, channel), at)
        if chain is None or "levels" in terms.values:
            return terms
        named = {"levels": chain.values["levels"], "chain": f"{chain.name}:{chain.version}"}
        return replace(terms, values=terms.values | named)

    def _kept(self, names: Iterable[str], kept: Kept) -> Terms | None:
        editions = (edition for name in names if name in kept for edition in self._editions(name))
        return next((terms for terms, _, _ in editions if terms.version == kept[terms.name]), None)

    def _in_force(self, names: Iterable[str], at: datetime) -> Terms | None:
        editions = (edition for name in names for edition in self._editions(name))
        return next((terms for terms, start, end in editions if start <= at and (end is None or at < end)), None)

    def _editions(self, name: str) -> list[Edition]:
        return self.own.get(name, []) or self.house.get(name, [])


def _names(prefix: str, channel: str) -> list[str]:
    """The policies to look for, in order: the channel's, that of its like, the usual one, the one without a channel."""
    like = CHANNELS.get(channel, channel)
    return [*dict.fromkeys((f"{prefix}.{channel}", f"{prefix}.{like}", f"{prefix}.{USUAL}", prefix))]


def _by_name(editions: Iterable[Edition]) -> dict[str, list[Edition]]:
    found: dict[str, list[Edition]] = {}
    for edition in editions:
        found.setdefault(edition[0].name, []).append(edition)
    return found


_CHANNELS = ("email", "chat", "callback", "dealer", "social", *CHANNELS)
