"""`simcare usage anomalies`: the JSON that design §5 promises, and what is refused."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simcare.cli.usage import command
from tests.usage.columns import amounts, office

START = datetime(2026, 3, 2)  # noqa: DTZ001  times of a file without a zone
STRUCK = 24 * 8 + 11


@pytest.fixture
def struck(tmp_path: Path) -> Path:
    values = amounts(office, 10)
    values[STRUCK] *= 12
    lines = [f"{START + timedelta(hours=number)},{value}" for number, value in enumerate(values)]
    file = tmp_path / "struck.csv"
    file.write_text("\n".join(["timestamp,value", *lines]), "utf-8")
    return file


def run(*files: Path) -> Result:
    return CliRunner().invoke(command, ["anomalies", *map(str, files)])


def test_a_file_gives_its_alerts(struck: Path) -> None:
    result = run(struck)
    assert result.exit_code == 0
    [alert] = json.loads(result.stdout)["alerts"]
    assert alert.keys() == {"at", "kind", "score"}
    assert (alert["at"], alert["kind"]) == (str(START + timedelta(hours=STRUCK)), "spike")
    assert 5 < alert["score"] <= 100


def test_several_files_give_a_line_each_with_its_name(struck: Path, tmp_path: Path) -> None:
    quiet, broken = tmp_path / "quiet.csv", tmp_path / "broken.csv"
    quiet.write_text("﻿timestamp,value\r\n2026-03-02,1\r\n", "utf-8")
    broken.write_bytes(b"timestamp,value\n\xff\xfe,1\n")
    result = run(struck, quiet, broken)
    assert result.exit_code == 1
    first, second, third = map(json.loads, result.stdout.splitlines())
    assert (first["file"], len(first["alerts"])) == (str(struck), 1)
    assert second == {"file": str(quiet), "alerts": []}
    assert third == {"file": str(broken), "error": "bad_series", "detail": "is no text in UTF-8"}


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("timestamp,value\n2026-03-02,1\n2026-03-03,x\n", "utf-8")
    result = run(file)
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"error": "bad_series", "detail": "line 3: 'x' is no number"}


def test_a_file_that_is_not_there_is_a_wrong_use(tmp_path: Path) -> None:
    assert run(tmp_path / "none.csv").exit_code == 2
    assert run().exit_code == 2
