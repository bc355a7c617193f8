"""Policies, quarantined mails and audit entries as pages show them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from simcare.kernel import audit
from simcare.web.staff import share_words
from simcare.web.staff.records import AuditRow, Deeds, HeldMail, Policy, PolicyEdition, PolicyTerm
from simcare.web.staff.words import ROLES

if TYPE_CHECKING:
    from simcare.kernel.models import AuditEntry, PolicyVersion
    from simcare.messaging.models import RawMail


SHOWN_DEEDS: Final = 20
"""On the page of a record; the audit has all of them."""


VALUES: Final[Mapping[str, Callable[[str], str]]] = {
    "role": lambda code: str(ROLES.get(code, code)),
    "skills": lambda code: str(share_words.CATEGORIES.get(code, code)),
    "language": share_words.language,
    "languages": share_words.language,
}
"""What changes hold as codes, by the name of the part, and who has words for them."""


def policies_of(versions: "Iterable[PolicyVersion]") -> list[Policy]:
    """The policies, each with its versions; `versions` come by name, newest first."""
    return [Policy(name, tuple(map(_edition, rows))) for name, rows in groupby(versions, key=lambda row: row.name)]


def mail_of(raw: "RawMail") -> HeldMail:
    """A mail in quarantine."""
    sender, recipient = raw.mail_from, ", ".join(raw.rcpt_to)
    again_at = raw.next_at if raw.is_fetched_again else None
    return HeldMail(raw.id, raw.received_at, sender, recipient, raw.reason, attempts=raw.attempts, again_at=again_at)


def audit_of(entry: "AuditEntry") -> AuditRow:
    """A link of the audit chain, with what it changed."""
    before = entry.before if isinstance(entry.before, dict) else {}
    after = entry.after if isinstance(entry.after, dict) else {}
    changes = tuple(
        (name, _said(name, before.get(name)), _said(name, after.get(name)))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    )
    return AuditRow(entry.id, entry.at, entry.by, entry.action, entry.subject, entry.chain, entry.position, changes[:6])


def deeds_on(about: str) -> Deeds:
    """What was last done to a record, by its name in the audit."""
    return Deeds(about, tuple(audit_of(entry) for entry in audit.list_entries(about, limit=SHOWN_DEEDS)))


def _edition(row: "PolicyVersion") -> PolicyEdition:
    terms = tuple(PolicyTerm(name, value) for name, value in _flat(row.values))
    return PolicyEdition(row.version, row.period.lower, row.period.upper, terms, row.source, row.approved_by)


def _flat(values: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name} ")
        else:
            yield f"{above}{name}", _text(value)


def _said(name: str, value: object) -> str:
    """A value of a change; codes of roles, matters and languages in words."""
    said = VALUES.get(name)
    if said and isinstance(value, list):
        return ", ".join(said(str(each)) for each in value)
    return said(value) if said and isinstance(value, str) else _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
