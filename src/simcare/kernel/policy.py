"""Policies are data: dated, versioned rows, each with its clause or the assumption it rests on (design §2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.apps.registry import Apps
from django.db import migrations, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet

from simcare.kernel import audit
from simcare.kernel.errors import SimcareError
from simcare.kernel.models import PolicyVersion
from simcare.kernel.statements import kept_statement

ALWAYS: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""From when on a default holds."""


class NoSuchPolicy(SimcareError):
    """No policy of that name is in force at that time."""

    code = "no_such_policy"
    status = 404


@dataclass(frozen=True)
class Terms:
    """The version of a policy that holds at some instant."""

    name: str
    version: int
    values: dict[str, Any]  # JSON; each module reads its own fields into its own policy class
    source: str


def terms(name: str, at: datetime) -> Terms:
    """What the policy says at `at`. Raises NoSuchPolicy."""
    return Editions(in_force(name, at)).terms(name, at)


@kept_statement
def in_force(name: str, at: datetime) -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(name=name, period__contains=at)


def editions(names: Iterable[str]) -> "Editions":
    """All versions of some policies, read once, for batches that ask again and again."""
    return Editions(PolicyVersion.objects.filter(name__in=set(names)))


class Editions:
    """Versions of policies in memory."""

    def __init__(self, rows: Iterable[PolicyVersion]) -> None:
        self._by_name: dict[str, list[PolicyVersion]] = {}
        for row in rows:
            self._by_name.setdefault(row.name, []).append(row)

    def terms(self, name: str, at: datetime) -> Terms:
        """What the policy says at `at`. Raises NoSuchPolicy."""
        found = self.find(name, at)
        if found is None:
            raise NoSuchPolicy(f"no policy {name!r} is in force at {at:%Y-%m-%d %H:%M} UTC")
        return found

    def find(self, name: str, at: datetime) -> Terms | None:
        """What the policy says at `at`; None where none of that name is in force."""
        return next((_terms(row) for row in self._by_name.get(name, ()) if _is_in_force(row.period, at)), None)

    def of_version(self, name: str, version: int) -> Terms | None:
        """One version, whether it is still in force or not."""
        return next((_terms(row) for row in self._by_name.get(name, ()) if row.version == version), None)


def _terms(row: PolicyVersion) -> Terms:
    return Terms(row.name, row.version, row.values, row.source)


def _is_in_force(period: DateTimeTZRange, at: datetime) -> bool:
    return period.lower <= at and (period.upper is None or at < period.upper)


def list_versions() -> list[PolicyVersion]:
    """Every version of every policy, newest first within a name."""
    return list(PolicyVersion.objects.order_by("name", "-version"))


@transaction.atomic
def change(name: str, *, values: dict[str, Any], source: str, by: str, at: datetime) -> Terms:
    """Let new values hold from `at` on; the version before ends there, and what began under it keeps it."""
    last = PolicyVersion.objects.select_for_update().filter(name=name).order_by("-version").first()
    if last:
        last.period = DateTimeTZRange(last.period.lower, at)
        last.save(update_fields=["period"])
    new = PolicyVersion.objects.create(
        name=name,
        version=last.version + 1 if last else 1,
        period=DateTimeTZRange(at, None),
        values=values,
        source=source,
        approved_by=by,
    )
    audit.record("policy.changed", by=by, at=at, subject=f"policy:{name}", before=last and last.values, after=values)
    return Terms(new.name, new.version, new.values, new.source)


def defaults(rows: dict[str, tuple[dict[str, Any], str]]) -> migrations.RunPython:
    """A migration step that puts first versions in force: name -> (values, clause or assumption)."""

    def put_in_force(apps: Apps, _: object) -> None:
        versions = apps.get_model("kernel", "PolicyVersion")
        for name, (values, source) in rows.items():
            versions.objects.create(
                name=name,
                version=1,
                period=DateTimeTZRange(ALWAYS, None),
                values=values,
                source=source,
                approved_by="published process",
            )

    return migrations.RunPython(put_in_force, migrations.RunPython.noop)
