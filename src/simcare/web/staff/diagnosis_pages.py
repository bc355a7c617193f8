"""What the pages of the diagnosis show, as plain values: the contract between views and templates."""

from dataclasses import dataclass
from datetime import datetime

from simcare.web.staff.pages import Datum, Finding


@dataclass(frozen=True)
class IncidentRow:
    """An incident in a list and on its own page. `state`, `grouping`, `side` are keys of `diagnosis_words`."""

    id: int
    name: str
    grouping: str
    key: str
    platform: str
    state: str
    side: str
    started_at: datetime
    ended_at: datetime | None = None
    card_count: int = 0
    most_failing: int = 0
    usual_percent: float = 0.0
    calm_since_at: datetime | None = None
    note: str = ""
    confirmed_by: str = ""
    close_reason: str = ""

    @property
    def is_over(self) -> bool:
        return self.state == "closed"


@dataclass(frozen=True)
class GroupRow:
    """A group of cards in the last round."""

    grouping: str
    key: str
    platform: str
    total: int
    failing: int
    silent: int
    usual_percent: float

    @property
    def percent(self) -> float:
        return round(100 * self.failing / self.total, 1) if self.total else 0.0


@dataclass(frozen=True)
class NoticeRow:
    """An announced maintenance."""

    id: int
    title: str
    reference: str
    scope: str
    starts_at: datetime
    ends_at: datetime
    issuer: str
    is_withdrawn: bool
    is_running: bool


@dataclass(frozen=True)
class ChartPoint:
    """A round in a chart: its place in the drawing and what it stands for."""

    x: float
    y: float
    at: datetime
    failing: int
    total: int


@dataclass(frozen=True)
class Chart:
    """Failing cards over time, drawn in a box of `width` by `height`; y grows downwards."""

    width: int
    height: int
    points: tuple[ChartPoint, ...]
    usual_y: float
    alarm_y: float
    usual_count: float
    alarm_count: int
    top_count: int

    @property
    def line(self) -> str:
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)

    @property
    def area(self) -> str:
        if not self.points:
            return ""
        first, last = self.points[0], self.points[-1]
        return f"{first.x:g},{self.height} {self.line} {last.x:g},{self.height}"


@dataclass(frozen=True)
class CoverageCell:
    """How far one platform leads with one check."""

    platform: str
    coverage: str
    missing: str = ""


@dataclass(frozen=True)
class CoverageRow:
    """One check over all platforms, and what fills its gaps."""

    number: int
    title: str
    cells: tuple[CoverageCell, ...]
    fillers: tuple[str, ...] = ()


@dataclass(frozen=True)
class CoverageStep:
    """The checks of one step of the order of evaluation."""

    step: int
    rows: tuple[CoverageRow, ...]


@dataclass(frozen=True)
class PlatformTotal:
    """How many checks a platform decides, only suspects, and leaves to people."""

    name: str
    decided: int
    suspected: int
    never: int


@dataclass(frozen=True)
class Gap:
    """Checks of a verdict that could not be decided, for one reason."""

    why: str
    filler: str
    checks: tuple[str, ...]
    fields: tuple[str, ...]
    is_stale: bool


@dataclass(frozen=True)
class Answered:
    """An answer of a modem as it was understood."""

    label: str
    answer: str
    meaning: str
    is_bad: bool


@dataclass(frozen=True)
class TranscriptView:
    """A transcript before it is kept."""

    understood: tuple[Answered, ...]
    unread: tuple[tuple[int, str], ...]
    place: str
    source: str
    observed_at: datetime


@dataclass(frozen=True)
class AskedField:
    """A field that a person can type in. `control` is flag, choice, moment, number or text."""

    name: str
    label: str
    words: str
    control: str
    choices: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class SwapStepView:
    """A step of a swap test."""

    number: int
    field: str
    title: str
    help: str
    result: str = ""
    at: datetime | None = None
    by: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    photo_urls: tuple[str, ...] = ()
    is_due: bool = False
    is_left_out: bool = False


@dataclass(frozen=True)
class SwapTestView:
    """A swap test as it stands."""

    place: str
    circumstances: tuple[Datum, ...]
    locks_lifted: bool
    started_at: datetime
    started_by: str
    is_over: bool
    steps: tuple[SwapStepView, ...]
    outcome: str
    is_complete: bool


@dataclass(frozen=True)
class ChangedFact:
    """A fact that is another one in the later verdict."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class PastVerdict:
    """A verdict of the history with what was new in it."""

    id: int
    title: str
    liable: str
    tone: str
    at: datetime
    by: str
    ticket: str
    reason: str = ""
    appeared: tuple[Finding, ...] = ()
    vanished: tuple[str, ...] = ()
    party_before: str = ""
    rules_before: str = ""
    rules_after: str = ""
    changed: tuple[ChangedFact, ...] = ()
    is_first: bool = False


@dataclass(frozen=True)
class PackRow:
    """A pack that was sent. `state` is a key of `diagnosis_words.PACK_STATES`."""

    id: int
    number: str
    supplier: str
    email: str
    language: str
    state: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    answers: tuple[tuple[str, str, datetime], ...] = ()


@dataclass(frozen=True)
class HandOver:
    """What would be handed over, to whom."""

    ticket: int
    iccid: str
    finding: str
    liable: str
    supplier: str
    email: str
    language: str
    steps: tuple[SwapStepView, ...]
    event_count: int
    window_from_at: datetime
    window_until_at: datetime
    covering: tuple[str, ...] = ()
    packs: tuple[PackRow, ...] = ()
