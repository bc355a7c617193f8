"""What the pages of many cards show, as plain values: the list with its filters, imports, edits, exports, batches."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    name: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Chip:
    """A filter that is set, and the address without it."""

    name: str
    value: str
    without: str


@dataclass(frozen=True)
class Cell:
    """A value of a card in a list, under its column's `head`; `shape` is text, id, time, state or link."""

    value: object
    shape: str = "text"
    url: str = ""
    head: str = ""


@dataclass(frozen=True)
class FleetRow:
    """A card in the list: what it is known by, and the columns that were chosen."""

    id: int
    iccid: str
    state: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class FleetList:
    """The list of cards as it was asked for; `query` are its filters as they stand in an address."""

    rows: tuple[FleetRow, ...]
    heads: tuple[str, ...]
    count: int
    most_counted: int
    words: str = ""
    is_too_short: bool = False
    query: str = ""
    chips: tuple[Chip, ...] = ()
    states: tuple[Choice, ...] = ()
    products: tuple[Choice, ...] = ()
    platforms: tuple[Choice, ...] = ()
    dealers: tuple[Choice, ...] = ()
    columns: tuple[Choice, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    sold_from: str = ""
    sold_until: str = ""
    may_change: bool = True
    may_act: bool = True

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chips or self.words)

    @property
    def edit_all_url(self) -> str:
        return f"{reverse('staff:edit_new')}?{urlencode({'all': 1})}&{self.query}"

    @property
    def act_on_all_url(self) -> str:
        return f"{reverse('staff:job_new')}?{urlencode({'all': 1})}&{self.query}"


@dataclass(frozen=True)
class Progress:
    """How far long work is. `state` is a key of `fleet_words.WORK`."""

    state: str
    done: int
    total: int | None
    started_at: datetime | None = None

    @property
    def percent(self) -> int | None:
        return min(100, round(100 * self.done / self.total)) if self.total else None

    @property
    def is_running(self) -> bool:
        return self.state in ("checking", "writing", "running")


@dataclass(frozen=True)
class ColumnView:
    """A column of the file: its name, first cells, and what we read it as."""

    number: int
    name: str
    cells: tuple[str, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class FlawView:
    """What is wrong with a line, in words."""

    line: int
    column: str
    words: str
    is_warning: bool = False


@dataclass(frozen=True)
class ImportView:
    """One file of cards."""

    id: int
    name: str
    size_bytes: int
    by: str
    created_at: datetime
    progress: Progress
    row_count: int = 0
    good_count: int = 0
    bad_count: int = 0
    warning_count: int = 0
    card_count: int = 0
    trouble: str = ""
    columns: tuple[ColumnView, ...] = ()
    fixed: tuple[tuple[str, str, str, tuple[Choice, ...]], ...] = ()
    flaws: tuple[FlawView, ...] = ()
    flaw_counts: tuple[tuple[str, int], ...] = ()
    batches: tuple[tuple[str, str], ...] = ()

    @property
    def has_flaws(self) -> bool:
        return bool(self.bad_count or self.warning_count)

    @property
    def state(self) -> str:
        return self.progress.state


@dataclass(frozen=True)
class EditView:
    """One edit of many cards, with what came of it."""

    id: int
    changes: tuple[tuple[str, str], ...]
    by: str
    created_at: datetime
    progress: Progress
    changed_count: int = 0
    same_count: int = 0
    refused_count: int = 0
    may_undo: bool = False
    undoes: int | None = None
    undone_by: int | None = None
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class ExportView:
    """One file made of cards."""

    id: int
    kind: str
    by: str
    created_at: datetime
    progress: Progress
    size_bytes: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Consequences:
    """What an edit would touch, said before it is done."""

    count: int
    query: str
    states: tuple[tuple[str, int], ...]
    accounts: tuple[tuple[str, int], ...]
    kept: tuple[tuple[str, str], ...]
    accounts_to_choose: tuple[Choice, ...] = ()
    dealers: tuple[Choice, ...] = ()
    products: tuple[Choice, ...] = ()
    batches: tuple[Choice, ...] = ()
    suppliers: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class BatchView:
    """A delivery batch with the states of its cards."""

    id: int
    code: str
    origin: str
    created_at: datetime | None
    states: tuple[tuple[str, int], ...] = field(default=())

    @property
    def count(self) -> int:
        return sum(count for _, count in self.states)
