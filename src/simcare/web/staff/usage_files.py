"""Files of usage as pages show them: plain values."""

from dataclasses import dataclass
from datetime import datetime

from simcare.web.staff.fleet import Choice, ColumnView, Progress


@dataclass(frozen=True)
class FileView:
    """A file that has been loaded, and what came of each of its lines."""

    id: int
    name: str
    state: str
    source: str
    mapping: str
    by: str
    received_at: datetime
    line_count: int
    new_count: int
    repeated_count: int
    stray_count: int
    bad_count: int
    used_bytes: int
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True)
class BadLineView:
    """A line that could not be read: its number, what is wrong, and the line itself."""

    line: int
    words: str
    text: str


@dataclass(frozen=True)
class ReadLine:
    """A line as it would be read; without a card it is no record, or `words` say what is wrong."""

    line: int
    card: str = ""
    started_at: str = ""
    stopped_at: str = ""
    used_bytes: int | None = None
    network: str = ""
    words: str = ""


@dataclass(frozen=True)
class UploadView:
    """A file that somebody has brought, at the step it is at."""

    id: int
    name: str
    size_bytes: int
    by: str
    created_at: datetime
    progress: Progress
    ways: tuple[Choice, ...] = ()
    way: str = ""
    source: str = ""
    lines: tuple[ReadLine, ...] = ()
    columns: tuple[ColumnView, ...] = ()
    signs: tuple[tuple[str, str, tuple[Choice, ...]], ...] = ()
    zone: str = "UTC"
    has_header: bool = True
    trouble: str = ""

    @property
    def state(self) -> str:
        return self.progress.state
