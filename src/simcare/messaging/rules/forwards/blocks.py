"""Finding the place in a body where an older mail begins: a block of labelled lines, or one line of attribution."""

import re
from dataclasses import dataclass, field, replace

from simcare.messaging.rules.forwards.lines import Label, Line, Separator, Style, label_of, separator_of
from simcare.messaging.rules.forwards.words import Field

_HAS_EMAIL = re.compile(r"[^\s<>@]@[^\s<>@]")
_HAS_TIME = re.compile(r"\d{1,2}\s?[:.hH時时点]\s?\d{2}|\d{4}")
_NAMES_WRITER = re.compile(r"\d[^<(\[]*[<(\[]\s*(?:mailto:)?[^\s<>()\[\]]+@[^\s<>()\[\]]+[>)\]]")
_WRAPPED_LINES = 3  # a wrapped value other than an address list is at most this long
_WRAPPED_LIST_LINES = 60
_ATTRIBUTION_CHARS = 400


@dataclass(frozen=True)
class Beginning:
    """Where an older mail begins: lines [start, end) are its heading, `above` is where its separator begins.

    `fields` are the labelled values; of an attribution only `from` is known. `separator` is None where the
    block stands bare.
    """

    start: int
    end: int
    above: int
    depth: int
    fields: dict[Field, str]
    words: frozenset[str] = frozenset()
    separator: Separator | None = None
    separator_depth: int = 0
    is_attribution: bool = False

    @property
    def is_strong(self) -> bool:
        """It can't be taken for a customer's own list of labelled lines."""
        named = self.fields.keys() & {"to", "date", "subject"}
        return bool(_HAS_EMAIL.search(self.fields["from"])) and len(named) >= 2


def find(lines: list[Line], start: int = 0) -> Beginning | None:
    """The first beginning of an older mail at or after a line."""
    for index in range(start, len(lines)):
        if found := _block_at(lines, index) or _attribution_at(lines, index):
            return found
    return None


def _block_at(lines: list[Line], index: int) -> Beginning | None:
    if not lines[index].text.strip():
        return None
    separator, above = _separator_above(lines, index)
    for style in _styles(separator):
        if label_of(lines[index], style) and (block := _read(lines, index, style)):
            found = replace(block, separator=separator, above=above, separator_depth=lines[above].depth)
            if _is_complete(found):
                return replace(found, end=_closed(lines, found))
    return None


def _closed(lines: list[Line], block: Beginning) -> int:
    """The end of a block; some clients say the words of its separator a second time beneath it."""
    below = next((at for at in range(block.end, min(block.end + 2, len(lines))) if not lines[at].is_blank), None)
    if block.separator != "forward" or below is None or separator_of(lines[below]) != "forward":
        return block.end
    opens_another = any(_block_at(lines, at) for at in range(below + 1, min(below + 4, len(lines))))
    return block.end if opens_another else below + 1


def _styles(separator: Separator | None) -> tuple[Style, ...]:
    """Labels without a colon count only where a separator line announces them."""
    return ("colon", "cell", "bare") if separator in ("forward", "original", "reply") else ("colon", "cell")


def _is_complete(block: Beginning) -> bool:
    named = len(block.fields.keys() & {"from", "to", "cc", "date", "subject"})
    if "from" not in block.fields:
        return False
    if block.separator in ("forward", "original", "reply"):
        return named >= 2
    return named >= 3 and (bool(_HAS_EMAIL.search(block.fields["from"])) or {"date", "subject"} <= block.fields.keys())


@dataclass
class _Reading:
    """The fields read so far, and the style that the first line set."""

    style: Style
    fields: dict[Field, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    last: Field = "other"
    spaced: bool | None = None  # does an empty line follow each label?

    def takes(self, label: Label | None) -> bool:
        return label is not None and (label.field not in self.fields or label.field in ("cc", "other"))

    def add(self, label: Label) -> None:
        self.last = label.field
        self.words.add(label.word)
        self._append(label.value)

    def go_on(self, line: Line) -> None:
        self._append(line.text.strip(" \t|*"))

    def _append(self, value: str) -> None:
        self.fields[self.last] = f"{self.fields.get(self.last, '')} {value}".strip()


def _read(lines: list[Line], start: int, style: Style) -> Beginning | None:
    reading = _Reading(style)
    depth, index, end = lines[start].depth, start, start
    while index < len(lines) and (lines[index].depth == depth or lines[index].is_blank):
        label = label_of(lines[index], style)
        if label and reading.takes(label):
            reading.add(label)
            end = index = index + 1
            continue
        if label or not (skip := _goes_on(lines, index, reading)):
            break
        for line in lines[index : index + skip]:
            reading.go_on(line)
        index += skip
    return Beginning(start, end, start, depth, reading.fields, frozenset(reading.words)) if reading.fields else None


def _goes_on(lines: list[Line], index: int, reading: _Reading) -> int:
    """How many unlabelled lines belong to the value above: those before the next label, else none."""
    if lines[index].is_blank:
        return _blank_goes_on(lines, index, reading)
    is_list = reading.last in ("to", "cc", "from")
    for ahead in range(index, min(index + _WRAPPED_LIST_LINES, len(lines))):
        if lines[ahead].is_blank:
            break
        if label := label_of(lines[ahead], reading.style):
            return ahead - index if reading.takes(label) else 0
        if ahead - index >= _WRAPPED_LINES and not (is_list and _HAS_EMAIL.search(lines[ahead].text)):
            return 0
    ends_open = reading.fields.get(reading.last, "").endswith((",", "，"))
    return int(is_list and ends_open and bool(_HAS_EMAIL.search(lines[index].text)))


def _blank_goes_on(lines: list[Line], index: int, reading: _Reading) -> int:
    """An empty line is part of the block only where the first label was followed by one too."""
    following = next(
        (ahead for ahead in range(index + 1, min(index + 3, len(lines))) if not lines[ahead].is_blank), None
    )
    if following is None or reading.spaced is False:
        return 0
    label = label_of(lines[following], reading.style)
    if reading.spaced is None:
        reading.spaced = len(reading.fields) == 1
    return following - index if reading.spaced and reading.takes(label) else 0


def _separator_above(lines: list[Line], index: int) -> tuple[Separator | None, int]:
    """The separator over a block and the line where it begins; several may be stacked, the strongest word counts."""
    found: Separator | None = None
    above = index
    for before in range(index - 1, max(-1, index - 8), -1):
        if lines[before].is_blank:
            continue
        separator = separator_of(lines[before])
        if separator is None:
            break
        found = separator if found in (None, "rule", "original") and separator != "rule" else found or separator
        above = before
    return found, above


def _attribution_at(lines: list[Line], index: int) -> Beginning | None:
    """`On 3 May 2024 at 10:12, Anna <a@b> wrote:` in any language, wrapped over up to three lines."""
    first = lines[index]
    if first.is_blank or not any(char.isdigit() for char in first.text):
        return None
    text = ""
    for end in range(index, min(index + 3, len(lines))):
        line = lines[end]
        if line.is_blank or line.depth != first.depth:
            return None
        text = f"{text} {line.text.strip()}".strip()
        if len(text) > _ATTRIBUTION_CHARS:
            return None
        if text.endswith((":", "：")):
            break
    if not text.endswith((":", "：")) or not _HAS_TIME.search(text):
        return None
    if not _NAMES_WRITER.search(text) and not _is_quoted_below(lines, end, first.depth):
        return None
    separator, above = _separator_above(lines, index)
    return Beginning(
        start=index,
        end=end + 1,
        above=above,
        depth=first.depth,
        fields={"from": text[:-1]},
        separator=separator,
        separator_depth=lines[above].depth,
        is_attribution=True,
    )


def _is_quoted_below(lines: list[Line], index: int, depth: int) -> bool:
    below = next((line for line in lines[index + 1 : index + 4] if not line.is_blank), None)
    return below is not None and below.depth > depth
