"""What the page of quality shows, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from simcare.web.staff.charts import Chart
from simcare.web.staff.fleet import Chip, Choice


@dataclass(frozen=True)
class Figure:
    """One figure with what it was counted from, and the tickets behind it."""

    name: str
    value: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class GroupRow:
    """A channel, account, category or language with its figures."""

    name: str
    url: str
    tickets: int
    kept: str
    median: str
    p90: str
    first: str
    broken_url: str = ""
    broken: int = 0


@dataclass(frozen=True)
class Group:
    """A table of figures by one kind of thing."""

    name: str
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True)
class AgreementRow:
    """How often the verdicts of a check or a connector stood."""

    name: str
    verdicts: int
    corrected: int
    share: str


@dataclass(frozen=True)
class ReportView:
    """A monthly report that was made."""

    id: int
    name: str
    made_at: datetime
    by: str


@dataclass(frozen=True)
class QualityPage:
    """The whole page; `query` names its span in an address."""

    from_day: str
    until_day: str
    query: str
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    groups: tuple[Group, ...]
    checks: tuple[AgreementRow, ...]
    connectors: tuple[AgreementRow, ...]
    chips: tuple[Chip, ...] = ()
    spans: tuple[tuple[str, str, bool], ...] = ()
    reports: tuple[ReportView, ...] = ()
    months: tuple[Choice, ...] = ()
    languages: tuple[Choice, ...] = ()
    reads_by_mail: bool = False
    is_empty: bool = False
