"""Files of usage as pages show them, and how a file is read as a form says it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from simcare.usage.queries.mappings import Guess
from simcare.usage.values import AS_READ, COLUMNS, UNITS, Layout, Line
from simcare.web.staff import usage_words
from simcare.web.staff.fleet import Choice, ColumnView
from simcare.web.staff.from_fleet import choices, progress_of
from simcare.web.staff.usage_files import FileView, ReadLine, UploadView

if TYPE_CHECKING:
    from simcare.usage.models import UsageFile, UsageUpload

SHOWN_CELLS = 3


def file_of(file: "UsageFile") -> FileView:
    """A file that is in."""
    state = "failed" if file.is_unreadable else "done"
    mapping = file.mapping.name if file.mapping else ""
    told = ("id", "name", "by", "received_at", "line_count", "new_count", "repeated_count", "stray_count", "bad_count")
    rest = {name: getattr(file, name) for name in (*told, "used_bytes", "from_at", "until_at")}
    return FileView(state=state, source=file.source.name, mapping=mapping, **rest)


def upload_of(upload: "UsageUpload") -> UploadView:
    """A file on its way in, without its lines."""
    return UploadView(
        upload.id,
        upload.file.name,
        upload.file.size_bytes,
        upload.by,
        upload.created_at,
        progress_of(upload.state, upload.work),
    )


def lines_of(lines: Iterable[Line]) -> tuple[ReadLine, ...]:
    """The first lines of a file as they are read."""
    return tuple(_line(line) for line in lines)


def _line(line: Line) -> ReadLine:
    if line.flaw:
        return ReadLine(line.number, words=str(usage_words.FLAWS[line.flaw.code]))
    if not line.cells:
        return ReadLine(line.number, words=_("No record: a header or an empty line."))
    cells = dict(zip(AS_READ, line.cells, strict=True))
    times = (cells["started_at"][:19], cells["stopped_at"][:19])
    return ReadLine(line.number, cells["card"], *times, int(cells["used_bytes"]), cells["network"])


def layout_of(said: QueryDict, guess: Guess) -> Layout:
    """The layout that a form says; what it does not say is guessed."""
    if "delimiter" not in said:
        return guess.layout
    columns: dict[str, int] = {}
    for number in range(len(guess.header)):
        name = said.get(f"column-{number}", "")
        if name in COLUMNS:
            columns.setdefault(name, number)
    signs = {name: said.get(name, "") for name in ("delimiter", "encoding", "time_format", "zone", "unit", "decimal")}
    return Layout(columns, has_header=said.get("has_header") == "1", **signs)


def with_layout(view: UploadView, layout: Layout, guess: Guess) -> UploadView:
    """The form that says how a file is read."""
    names = {number: name for name, number in layout.columns.items()}
    there = tuple((name, usage_words.COLUMNS[name]) for name in COLUMNS)
    columns = tuple(
        ColumnView(
            number,
            name,
            tuple(row[number] for row in guess.sample[:SHOWN_CELLS]),
            choices(there, names.get(number, "")),
        )
        for number, name in enumerate(guess.header)
    )
    signs = (
        ("delimiter", _("Between columns"), _choices(usage_words.DELIMITERS, layout.delimiter)),
        ("encoding", _("Encoding"), _choices(usage_words.ENCODINGS, layout.encoding)),
        ("time_format", _("Times are written like"), _choices(usage_words.TIME_FORMATS, layout.time_format)),
        ("unit", _("Unit of amounts"), choices(((unit, unit) for unit in UNITS), layout.unit)),
        ("decimal", _("Sign of decimals"), _choices(usage_words.DECIMALS, layout.decimal)),
    )
    return replace(view, columns=columns, signs=signs, zone=layout.zone, has_header=layout.has_header)


def _choices(words: Mapping[str, object], chosen: str) -> tuple[Choice, ...]:
    return choices(words.items(), chosen)
