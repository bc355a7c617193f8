"""`simcare sla due`: answers in JSON or words, and one line that names the field of what can't be read."""

import json
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from simcare.cli.sla import EXAMPLE, command

GOOD = {
    "target_minutes": 60,
    "calendar": "24x7",
    "opened_at": "2026-10-05T10:00:00+02:00",
    "pauses": [],
    "answered_at": None,
}
OFFICE = {"zone": "Asia/Shanghai", "hours": {"mon": [["09:00", "12:00"]]}}
DUE = '{"due_at": "2026-10-05T09:00:00Z", "breached_at": "2026-10-05T09:00:00Z"}\n'


def run(text: str | bytes, *options: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(command, ["due", *(options or ("--json",))], input=text)
    return result.exit_code, result.stdout, result.stderr


def test_one_object() -> None:
    assert run(json.dumps(GOOD)) == (0, DUE, "")
    assert run(json.dumps(GOOD, indent=2)) == (0, DUE, "")


def test_one_object_a_line() -> None:
    held = GOOD | {"pauses": [["2026-10-05T08:30:00Z", None]]}
    lines = f"{json.dumps(GOOD)}\n\n{json.dumps(held)}\n"
    assert run(lines) == (0, DUE + '{"due_at": null, "breached_at": null}\n', "")


def test_a_field_of_the_callers_own_is_left_alone() -> None:
    assert run(json.dumps(GOOD | {"id": "case 7"})) == (0, DUE, "")


def test_words() -> None:
    answered = GOOD | {"answered_at": "2026-10-05T08:00:01Z"}
    assert run(json.dumps(GOOD), "--")[1] == "due 2026-10-05T09:00:00Z, breached\n"
    assert run(json.dumps(answered), "--")[1] == "due 2026-10-05T09:00:00Z, answered in time\n"


def test_help_shows_the_example_and_its_true_answer() -> None:
    shown = CliRunner().invoke(command, ["due", "--help"]).output
    assert EXAMPLE in shown
    assert run(EXAMPLE)[1] in shown.replace("    {", "{")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"target_minutes": -1}, "target_minutes: must lie between 0 and"),
        ({"target_minutes": 1.5}, "target_minutes: must be a whole number of minutes, not 1.5"),
        ({"target_minutes": True}, "target_minutes: must be a whole number"),
        ({"opened_at": "2026-10-05T10:00:00"}, 'opened_at: "2026-10-05T10:00:00" lacks its UTC offset'),
        ({"opened_at": "yesterday"}, 'opened_at: "yesterday" is no instant'),
        ({"opened_at": None}, "opened_at: must be an instant"),
        ({"answered_at": 5}, "answered_at: must be an instant"),
        ({"answered_at": "9999-12-31T23:59:59-12:00"}, "answered_at: "),
        ({"pauses": {}}, "pauses: must be a list"),
        ({"pauses": [["2026-10-05T10:00:00Z"]]}, "pauses[0]: must be [from, until]"),
        ({"pauses": [[None, None]]}, "pauses[0][0]: must be an instant"),
        ({"pauses": [["2026-10-05T10:00:00Z", "2026-10-05T09:00:00Z"]]}, "pauses[0]: ends"),
        ({"pause": []}, "pause: is unknown; pauses is meant?"),
        ({"calendar": "24/7"}, 'calendar: "24/7" is no calendar'),
        ({"calendar": {"zone": "UTC"}}, "calendar.hours: is missing"),
        ({"calendar": OFFICE | {"zone": "Asia/Peking"}}, 'calendar.zone: "Asia/Peking" is no zone'),
        ({"calendar": OFFICE | {"zone": "../../etc/passwd"}}, "calendar.zone: "),
        ({"calendar": OFFICE | {"zone": "America"}}, "calendar.zone: "),
        ({"calendar": OFFICE | {"zone": None}}, "calendar.zone: null is no zone"),
        ({"calendar": OFFICE | {"hours": {"mon": []}}}, "calendar.hours: never open"),
        ({"calendar": OFFICE | {"hours": {"monday": []}}}, "calendar.hours.monday: is unknown"),
        ({"calendar": OFFICE | {"hours": {"mon": [["22:00", "06:00"]]}}}, "calendar.hours.mon[0]: 22:00 to 06:00"),
        ({"calendar": OFFICE | {"hours": {"mon": [["9:00", "12:00"]]}}}, "calendar.hours.mon[0][0]: "),
        ({"calendar": OFFICE | {"hours": {"mon": [["09:00", "24:01"]]}}}, "calendar.hours.mon[0][1]: "),
        ({"calendar": OFFICE | {"holidays": ["2026-02-30"]}}, "calendar.holidays[0]: "),
        ({"calendar": OFFICE | {"workdays": {"2026-10-10": "lun"}}}, "calendar.workdays.2026-10-10: "),
        ({"calendar": OFFICE | {"workdays": []}}, "calendar.workdays: must be an object"),
        ({"calendar": OFFICE, "target_minutes": 5_000_000}, "calendar: opens too little"),
    ],
)
def test_bad_input_is_one_line_that_names_the_field(change: dict[str, Any], line: str) -> None:
    status, printed, error = run(json.dumps(GOOD | change))
    assert (status, printed, error.count("\n")) == (2, "", 1)
    assert error.startswith(f"Error: {line}")


@pytest.mark.parametrize("name", ["target_minutes", "calendar", "opened_at"])
def test_a_missing_field_is_named(name: str) -> None:
    assert (
        run(json.dumps({key: value for key, value in GOOD.items() if key != name}))[2] == f"Error: {name}: is missing\n"
    )


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", b"\xff\xfe\xfd", "[" * 100_000, '{"target_minutes": NaN}'])
def test_what_is_no_object_is_refused_in_one_line(text: str | bytes) -> None:
    status, printed, error = run(text)
    assert (status, printed, error.count("\n")) == (2, "", 1)


def test_a_bad_line_is_named_and_nothing_is_printed() -> None:
    status, printed, error = run(f"{json.dumps(GOOD)}\n{json.dumps(GOOD | {'opened_at': 'x'})}\n")
    assert (status, printed) == (2, "")
    assert error.startswith("Error: line 2: opened_at: ")


def test_the_verb_loads_no_django() -> None:
    code = "import sys, simcare.cli.sla; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
