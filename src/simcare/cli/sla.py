"""`simcare sla`: due times of promises, worked out from plain JSON without a database."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime

import click

from simcare.clocks.queries.dues import due, read_promise
from simcare.clocks.values import Due
from simcare.kernel.errors import SimcareError

EXAMPLE = (
    '{"target_minutes": 60, "calendar": {"zone": "Asia/Shanghai", "hours": {"mon": [["09:00", "12:00"]]}},'
    ' "opened_at": "2026-10-05T01:00:00Z", "pauses": [], "answered_at": null}'
)


class Refused(click.ClickException):
    """Input that can't be read: one line, status 2."""

    exit_code = 2


@click.group()
def command() -> None:
    """Response targets: when an answer is due."""


@command.command(
    "due",
    epilog=f"""
\b
Example:
  echo '{EXAMPLE}' | simcare sla due --json
  {{"due_at": "2026-10-05T02:00:00Z", "breached_at": "2026-10-05T02:00:00Z"}}
""",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each input.")
def due_verb(as_json: bool) -> None:
    """When is the answer due, and was it late?

    Reads one JSON object from standard input, or one a line: target_minutes, calendar ("24x7" or zone, hours, holidays,
    workdays, shifts, breaks), opened_at, pauses, answered_at.

    due_at is the first instant at which counted time reaches the target, null while a pause without an end holds it.
    breached_at is that instant too, null if the answer came by then.

    Input that can't be read ends with status 2 and one line that names the field.
    """
    answers = [_answer(data, place) for place, data in _inputs(sys.stdin.buffer.read())]
    for answer in answers:
        click.echo(_as_json(answer) if as_json else _in_words(answer))


def _inputs(text: bytes) -> Iterator[tuple[str, object]]:
    """Each input with the place to name in an error: the whole text if it is one object, else its lines."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise Refused("input: is empty; give a JSON object on standard input")
    if len(lines) == 1 or not _is_json(lines[0][1]):
        yield "", _parsed(text, "input")
        return
    for number, line in lines:
        yield f"line {number}: ", _parsed(line, f"line {number}")


def _parsed(text: bytes, place: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{place}: is no JSON: {error}") from None


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _answer(data: object, place: str) -> Due:
    try:
        return due(read_promise(data))
    except SimcareError as error:
        raise Refused(f"{place}{error}") from None


def _as_json(answer: Due) -> str:
    return json.dumps({"due_at": _written(answer.due_at), "breached_at": _written(answer.breached_at)})


def _in_words(answer: Due) -> str:
    if answer.due_at is None:
        return "not due while the pause lasts"
    return f"due {_written(answer.due_at)}" + (", breached" if answer.breached_at else ", answered in time")


def _written(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None
