"""The Python client of docs/ against the API as it runs: pages, keys, problems, limits, and signatures of webhooks."""

import importlib.util
import subprocess
import sys
import time
import typing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from simcare.api.v1 import door
from simcare.api.v1.urls import DOCUMENT
from simcare.kernel.tenancy import acting_as_provider
from simcare.support.models import Ticket
from simcare.webhooks.rules import signing
from tests.api.people import HOUR, Program, make_program

FILE = Path(__file__).parents[2] / "docs" / "client" / "simcare_client.py"
SECRET = signing.new_secret()
BODY = b'{"type": "test", "timestamp": "2026-11-20T08:00:00Z", "data": {}}'


def _load() -> ModuleType:
    told = importlib.util.spec_from_file_location("simcare_client", FILE)
    assert told
    assert told.loader
    module = importlib.util.module_from_spec(told)
    told.loader.exec_module(module)
    return module


client = _load()


@pytest.fixture
def program(policies: None) -> Program:
    return make_program("Nordsol", 1_000, cards=120)


@pytest.fixture
def desk(program: Program, live_server: Any) -> Any:
    return client.Simcare(live_server.url, key=program.key)


def test_a_program_does_its_work(desk: Any, program: Program) -> None:
    """Every kind of answer, as the API runs."""
    assert [card["iccid"] for card in desk.cards()] == [card.iccid for card in program.cards], "page by page"
    [card] = desk.cards(q="000001007")
    assert desk.card(card["iccid"])["package"]["left_bytes"] == 7_000
    used = desk.usage(card["iccid"], step="hour", from_at=HOUR, until_at=HOUR + timedelta(hours=2))
    assert (used["used_bytes"], len(used["points"])) == (2_000, 2)
    assert list(desk.alerts(is_open=True)) == []
    job = desk.begin_job("suspend", reason="lost", iccids=[card["iccid"]])
    assert [each["id"] for each in desk.jobs()] == [job["id"], program.job]
    assert [each["iccid"] for each in desk.job_cards(job["id"])] in ([], [card["iccid"]])
    assert desk.stop_job(job["id"])["id"] == desk.job(job["id"])["id"] == job["id"]
    ticket = desk.open_ticket("Dark", "It is offline.", iccids=[card["iccid"]])
    assert len(desk.add_message(ticket["number"], "Still.")["messages"]) == 2
    assert ticket["number"] in [each["number"] for each in desk.tickets()]
    hook = desk.add_webhook("https://nordsol.example/two", ["ticket.opened"])
    sent = desk.send_test(hook["id"])
    assert [each["message_id"] for each in desk.deliveries(hook["id"])] == [sent["message_id"]]
    assert desk.switch_webhook(hook["id"], is_on=False)["off_because"] == "by_hand"
    assert desk.remove_webhook(hook["id"]) is None
    assert [each["id"] for each in desk.webhooks()] == [program.webhook]


def test_a_call_whose_answer_was_lost_is_done_once(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, waits = desk._opener.open, []

    def lose_first(*args: Any, **more: Any) -> Any:
        answer = opened(*args, **more)
        if not waits:
            answer.close()
            raise ConnectionResetError
        return answer

    monkeypatch.setattr(desk._opener, "open", lose_first)
    monkeypatch.setattr(client.time, "sleep", waits.append)
    ticket = desk.open_ticket("Lost", "Was this heard?")
    assert waits == [2]
    with acting_as_provider():
        assert list(Ticket.objects.filter(subject="Lost").values_list("id", flat=True)) == [ticket["number"]]
    own = [desk.open_ticket("Own key", "Once.", once="one")["number"] for _ in range(2)]
    assert own[0] == own[1]


def test_a_refusal_is_told_with_its_code_and_flaws(desk: Any, live_server: Any) -> None:
    with pytest.raises(client.Refused) as unknown:
        desk.card("8944000000000009999")
    assert (unknown.value.status, unknown.value.code) == (404, "no_such_card")
    with pytest.raises(client.Refused) as flawed:
        desk.open_ticket("", "")
    assert {flaw["place"] for flaw in flawed.value.errors} == {"body.subject", "body.text"}
    with pytest.raises(client.Refused) as stranger:
        list(client.Simcare(live_server.url, key="simcare_none").cards())
    assert stranger.value.code == "no_key"


def test_a_limit_is_waited_for_as_long_as_it_asks(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        monkeypatch.setattr(door, "READS_A_MINUTE", 600)

    monkeypatch.setattr(door, "READS_A_MINUTE", 0)
    monkeypatch.setattr(client.time, "sleep", wait)
    assert desk.webhooks()
    [seconds] = waits
    assert 0 < seconds <= 60
    monkeypatch.setattr(door, "READS_A_MINUTE", 0)
    desk._patience_seconds = 0
    with pytest.raises(client.Refused) as refused:
        desk.webhooks()
    assert (refused.value.code, len(waits)) == ("too_many_calls", 1)


def test_a_message_is_believed_when_it_is_ours_and_fresh() -> None:
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    told = signing.headers(message_id="msg_1", at=at, body=BODY, secrets_told=[signing.new_secret(), SECRET])
    now = at.timestamp()
    assert client.read_webhook(BODY, {"Webhook-Id": "msg_1", **told}, [SECRET], now=now + 299)["type"] == "test"
    for body, headers, secrets, when in (
        (BODY + b" ", told, [SECRET], now),
        (BODY, told, [signing.new_secret()], now),
        (BODY, told, [SECRET], now + 301),
        (BODY, told, [SECRET], now - 301),
        (BODY, {**told, "webhook-id": "msg_2"}, [SECRET], now),
        (BODY, {}, [SECRET], time.time()),
        (BODY, told, [], now),
    ):
        with pytest.raises(client.BadSignature):
            client.read_webhook(body, headers, secrets, now=when)


SHAPES = [(name, shape) for name, shape in vars(client).items() if typing.is_typeddict(shape)]


@pytest.mark.parametrize(("name", "shape"), SHAPES)
def test_its_shapes_are_those_of_the_document(name: str, shape: Any) -> None:
    declared = DOCUMENT["components"]["schemas"][name]["properties"]
    hints = typing.get_type_hints(shape)
    assert set(hints) == set(declared)
    nullable = {field for field, told in declared.items() if {"type": "null"} in told.get("anyOf", [])}
    assert {field for field, hint in hints.items() if type(None) in typing.get_args(hint)} == nullable


def test_it_has_a_method_for_each_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    made: set[tuple[str, str]] = set()

    def note(_desk: Any, method: str, address: str, *_: Any, **__: Any) -> dict[str, Any]:
        made.add((method, address))
        return {"items": [], "next_cursor": None}

    monkeypatch.setattr(client.Simcare, "_call", note)
    desk = client.Simcare("https://desk.example", key="k")
    calls = [
        *(desk.cards(), desk.alerts(), desk.jobs(), desk.job_cards(1), desk.tickets(), desk.deliveries(1)),
        *(desk.card("1"), desk.usage("1"), desk.job(1), desk.begin_job("suspend", reason="x"), desk.stop_job(1)),
        *(desk.undo_job(1), desk.retry_job(1), desk.ticket(1), desk.open_ticket("x", "y"), desk.add_message(1, "x")),
        *(desk.webhooks(), desk.add_webhook("x", []), desk.remove_webhook(1), desk.switch_webhook(1, is_on=True)),
        *(desk.change_secret(1), desk.send_test(1), desk.replay(1, 1)),
    ]
    for pages in calls:
        list(pages or [])
    declared = {
        (method.upper(), path.replace("{iccid}", "1").replace("{number}", "1").replace("{delivery}", "1"))
        for path, methods in DOCUMENT["paths"].items()
        for method in methods
    }
    assert made == {(method, path.removeprefix("/api/v1")) for method, path in declared}


def test_it_needs_nothing_but_python_and_is_typed() -> None:
    names = [
        line.split()[1].split(".")[0] for line in FILE.read_text().splitlines() if line.startswith(("import ", "from "))
    ]
    assert set(names) <= sys.stdlib_module_names
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(FILE)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
