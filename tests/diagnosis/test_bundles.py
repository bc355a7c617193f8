"""The bundle format: tolerant of spelling, strict about meaning."""

import io
import json
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from simcare.cli.diagnose import command
from simcare.diagnosis.errors import MalformedBundle
from simcare.diagnosis.queries.bundles import for_bundle, read_bundles
from simcare.diagnosis.queries.reference import tables
from simcare.diagnosis.rules.bundles import read_bundle
from simcare.operators.values import FIELDS
from tests.diagnosis.bundles import AT, ICCID, bundle, fact
from tests.diagnosis.write_reference import DOCUMENT


def test_what_was_saved_is_read_back_the_same() -> None:
    first = read_bundle(bundle(fact("card.state", "DEACTIVATED_NAME"), fact("network.reject", "EMM #11", 20)))
    assert read_bundle(first.to_json()) == first
    assert first.evidence[0].value == "suspended"
    assert first.evidence[1].value == {"table": "EMM", "number": 11}


@pytest.mark.parametrize(
    "iccid", [ICCID, ICCID + "4", "8986 0012 3456 7890 123", "8986-0012-3456-7890-1234", "898600d6991330004146"]
)
def test_iccid_spellings(iccid: str) -> None:
    assert read_bundle({**bundle(), "card": {"iccid": iccid}}).iccid == iccid.replace(" ", "").replace("-", "").upper()


@pytest.mark.parametrize("at", ["2026-11-20T08:00:00Z", "2026-11-20T16:00:00+08:00", "2026-11-20 08:00:00+00:00"])
def test_times_with_z_or_offset(at: str) -> None:
    assert read_bundle({**bundle(), "at": at}).at == AT


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"card": {"iccid": "12"}}, "card.iccid must be an ICCID of 19 or 20 characters"),
        ({"evidence": "none"}, "evidence must be a list"),
        ({"at": "yesterday"}, "at is not an ISO 8601 time"),
        ({"at": "2026-11-20T08:00:00"}, "at needs a zone"),
        ({"evidence": [fact("session.bytes", "lots")]}, r"session.bytes: must be a number \(bytes\)"),
        ({"evidence": [fact("session.open", "maybe")]}, "session.open: must be true or false"),
        ({"evidence": [fact("card.state", "tired")]}, "card.state: must be one of not_activated"),
        ({"evidence": [fact("network.reject", 11)]}, "network.reject: must be a cause with its table"),
        ({"evidence": [{"field": "card.state", "value": "active"}]}, "evidence 1: card.state: observed_at is missing"),
        ({"evidence": [{**fact("card.state", "active"), "observed_at": "now"}]}, "evidence 1: card.state: observed"),
        ({"evidence": [7]}, "evidence 1: an item of evidence must be an object"),
    ],
)  # fmt: skip
def test_refusals_name_the_place(change: dict[str, Any], words: str) -> None:
    with pytest.raises(MalformedBundle, match="^" + words):
        read_bundle({**bundle(), **change})


def test_an_unknown_field_is_warned_about_and_not_used() -> None:
    read = read_bundle(bundle(fact("card.mood", "sad"), fact("card.state", "active")))
    assert [item.field for item in read.evidence] == ["card.state"]
    assert read.warnings == ("card.mood: unknown field, not used (docs/evidence.md lists the fields)",)


def test_evidence_from_after_the_diagnosis_is_not_used() -> None:
    assert read_bundle(bundle(fact("card.state", "active", minutes_ago=-6))).evidence == ()
    assert len(read_bundle(bundle(fact("card.state", "active", minutes_ago=-4))).evidence) == 1


def test_many_bundles_in_a_file() -> None:
    line = json.dumps(bundle(fact("card.state", "active")))
    assert len(list(read_bundles(io.StringIO(f"{line}\n\n{line}\n")))) == 2
    assert len(list(read_bundles(io.StringIO(f"[{line},{line},{line}]")))) == 3
    with pytest.raises(MalformedBundle, match=r"^line 2: not JSON"):
        list(read_bundles(io.StringIO(f"{line}\n{{oops\n")))
    with pytest.raises(MalformedBundle, match="is empty"):
        list(read_bundles(io.StringIO(" ")))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.tuples(st.sampled_from(sorted(FIELDS)), _JSON), max_size=8))
def test_any_values_give_a_verdict_or_a_refusal(values: list[tuple[str, object]]) -> None:
    try:
        read = read_bundle(bundle(*(fact(field, value) for field, value in values)))
    except MalformedBundle:
        return
    json.dumps(for_bundle(read).to_json())


def test_command_prints_one_verdict_a_line_and_saves_what_it_saw(tmp_path: Any) -> None:
    line = json.dumps(bundle(fact("session.reject", "ESM:27", 20)))
    saved = tmp_path / "saved.jsonl"
    done = CliRunner().invoke(command, ["--evidence", "-", "--json", "--save", str(saved)], input=f"{line}\n{line}\n")
    verdicts = [json.loads(text) for text in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [(verdict["primary_code"], verdict["liable_party"]) for verdict in verdicts] == [
        ("apn_wrong", "customer_configuration")
    ] * 2
    assert len(saved.read_text().splitlines()) == 2


def test_command_refuses_in_one_line() -> None:
    done = CliRunner().invoke(command, ["--evidence", "-"], input='{"card": {"iccid": "1"}, "evidence": []}')
    assert done.exit_code == 2
    assert "card.iccid must be an ICCID" in done.output


def test_command_shows_words_and_evidence() -> None:
    done = CliRunner().invoke(command, ["--evidence", "-"], input=json.dumps(bundle(fact("at.cpin", "+CME ERROR: 10"))))
    assert done.exit_code == 0
    assert "sim_not_detected" in done.output
    assert "at.cpin" in done.output


def test_the_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8").endswith(tables())
