"""A modem's transcript, as people paste it: which answers it holds, and which lines nobody understood.

Tolerant of echo, prompts, time stamps of terminals, blank lines and the order; formats are those of TS 27.007 and the
usual words of makers for the same answer. What is read is one `at.*` field a command, with the answer as printed;
what it means is read by `readings`, as for answers that are typed in one by one.
"""

import re
from dataclasses import dataclass
from typing import Final

from simcare.diagnosis.rules import readings

MOST_CHARACTERS: Final = 50_000
FPLMN_FILE: Final = "28539"

_STAMP = re.compile(
    r"^\s*(?:\[[^\]]{0,40}\]"
    r"|\(?\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?Z?\)?"
    r"|\d{1,2}:\d\d:\d\d(?:[.,]\d+)?)\s*"
)
_ARROW = re.compile(r"^\s*(?:(?:-+>|<-+|=>|>>+|<<+|>|<|[TR]X:?|SEND:?|RECV:?)\s*)+", re.IGNORECASE)
_COMMAND = re.compile(r"^AT(?P<name>[+^%$&#*][A-Z0-9]+)?(?P<rest>[=?].*)?$", re.IGNORECASE)
_ANSWER = re.compile(r"^(?P<name>[+^%#$*][A-Z0-9]+)\s*:\s*(?P<told>.*)$", re.IGNORECASE)
_END = re.compile(r"^(?:OK|ERROR|NO CARRIER|ABORTED)$", re.IGNORECASE)
_ERROR = re.compile(r"^\+CM[ES] ERROR\s*:\s*(.+)$", re.IGNORECASE)
_NOISE = re.compile(r"^(?:ATE[01]|ATI\d?|AT|ATZ|AT&F\d?)$", re.IGNORECASE)
_LONE_ICCID = re.compile(r"^\"?(89[0-9A-F]{16,20})F?\"?$", re.IGNORECASE)

_FIELDS: Final = {
    "CPIN": "at.cpin",
    "CFUN": "at.cfun",
    "CCID": "at.ccid",
    "ICCID": "at.ccid",
    "QCCID": "at.ccid",
    "XICCID": "at.ccid",
    "CSQ": "at.csq",
    "CESQ": "at.cesq",
    "CREG": "at.creg",
    "CGREG": "at.cgreg",
    "CEREG": "at.cereg",
    "CGATT": "at.cgatt",
    "CGDCONT": "at.cgdcont",
    "CGPADDR": "at.cgpaddr",
    "CGCONTRDP": "at.cgcontrdp",
    "CEER": "at.ceer",
    "CRSM": "at.crsm",
    "COPS": "at.cops",
}
_SEVERAL_LINES: Final = frozenset({"at.cgdcont", "at.cgpaddr", "at.cgcontrdp"})


@dataclass(frozen=True, slots=True)
class Understood:
    """One answer: its field of the vocabulary, and the lines it was read from (1 is the first)."""

    field: str
    value: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a paste holds. `unread` are lines with their numbers that are neither answers we know nor mere courtesy."""

    understood: tuple[Understood, ...]
    unread: tuple[tuple[int, str], ...]

    @property
    def values(self) -> dict[str, str]:
        """Field -> answer, as readings are entered."""
        return {item.field: item.value for item in self.understood}


class _Reader:
    """Goes through the lines with the last command in mind: an error belongs to it."""

    def __init__(self) -> None:
        self.found: dict[str, Understood] = {}
        self.unread: list[tuple[int, str]] = []
        self._command, self._arguments = "", ""

    def read(self, number: int, line: str) -> None:
        plain = _ARROW.sub("", _STAMP.sub("", line)).strip()
        if not plain or _END.match(plain) or _NOISE.match(plain):
            return
        if command := _COMMAND.match(plain):
            self._command = (command["name"] or "").lstrip("+^%$&#*").upper()
            self._arguments = command["rest"] or ""
        elif error := _ERROR.match(plain):
            self._note_error(number, line, error[1])
        elif not self._note_answer(number, plain):
            self.unread.append((number, line.strip()))

    def _note_answer(self, number: int, plain: str) -> bool:
        if self._command in ("CCID", "ICCID", "QCCID") and (lone := _LONE_ICCID.match(plain)):
            self._keep("at.ccid", number, lone[1])
            return True
        answer = _ANSWER.match(plain)
        field = self._field(answer["name"].lstrip("+^%#$*").upper(), answer["told"]) if answer else None
        if field is None or not _is_readable(field, plain):
            return False
        self._keep(field, number, plain)
        return True

    def _note_error(self, number: int, line: str, told: str) -> None:
        """An error tells something of the card where the card was asked for; elsewhere only that there is no answer."""
        if self._command == "CPIN" and readings.card_state(f"CME ERROR: {told}"):
            self._keep("at.cpin", number, f"+CME ERROR: {told}")
        else:
            self.unread.append((number, line.strip()))

    def _field(self, name: str, told: str) -> str | None:
        if name == "COPS" and told.lstrip().startswith("("):
            return "at.cops_scan"
        if name == "CRSM" and self._command == "CRSM" and FPLMN_FILE not in self._arguments:
            return None  # another file of the card
        return _FIELDS.get(name)

    def _keep(self, field: str, number: int, value: str) -> None:
        """The last answer counts; of those with a line per context, all lines of one asking."""
        before = self.found.get(field)
        if before and field in _SEVERAL_LINES and before.lines[-1] == number - 1:
            self.found[field] = Understood(field, f"{before.value}\n{value}", (*before.lines, number))
        else:
            self.found[field] = Understood(field, value, (number,))


def read_transcript(text: str) -> Transcript:
    """Reads a paste of at most `MOST_CHARACTERS`; what is longer is left out and told as unread."""
    reader = _Reader()
    lines = text[:MOST_CHARACTERS].splitlines()
    for number, line in enumerate(lines, start=1):
        reader.read(number, line)
    if len(text) > MOST_CHARACTERS:
        reader.unread.append((len(lines) + 1, f"… {len(text) - MOST_CHARACTERS} more characters"))
    return Transcript(tuple(reader.found.values()), tuple(reader.unread))


def _is_readable(field: str, answer: str) -> bool:
    """Whether the rules can make anything of it: a line that only looks like an answer is told as unread."""
    match field:
        case "at.cpin":
            return bool(readings.card_state(answer))
        case "at.ccid":
            return re.search(r"[0-9A-F]{18,22}", answer, re.IGNORECASE) is not None
        case "at.cgdcont":
            return bool(readings.contexts(answer))
        case "at.crsm":
            return readings.forbidden_plmns(answer) is not None
        case "at.ceer" | "at.cops" | "at.cops_scan" | "at.cgpaddr" | "at.cgcontrdp":
            return True
    return bool(readings.numbers(answer))
