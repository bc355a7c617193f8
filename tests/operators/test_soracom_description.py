"""What the soracom connector and the simulator use exists in the provider's interface description."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from simcare.operators.connectors.soracom import reading
from simcare.operators.values.platforms import CardRef, Function
from tests.operators.running import Simulator

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def description(shared_data: Path) -> dict[str, Any]:
    text = (shared_data / "openapi" / "soracom-api.en.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded = yaml.load(text, Loader=loader)
    assert isinstance(loaded, dict)
    return loaded


@pytest.fixture
def calls(simulator: Simulator) -> list[dict[str, Any]]:
    """Every call that the connector knows to make, as the simulator booked it."""
    connector = simulator.connector("soracom")
    card = simulator.card("soracom", "8942310000000000777", "apn_unknown", online=True)
    for read in (connector.status, connector.sessions, connector.usage, connector.ping):
        read(card)
    list(connector.list_cards())
    connector.read_many(Function.STATUS, [card])
    for command in (connector.suspend, connector.resume, connector.unlock_imei):
        command(card)
    connector.lock_imei(card, imei="355555070000002")
    connector.send_sms(card, message="x")
    simulator.card("soracom", card.iccid, online=True)
    connector.reset_session(CardRef(card.iccid))
    return simulator.calls()


def resolved(description: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return description["components"]["schemas"][name] if name else schema


def operation(description: dict[str, Any], call: dict[str, Any]) -> dict[str, Any]:
    path = call["path"].removeprefix("/v1")
    for template, methods in description["paths"].items():
        if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path) and call["method"].lower() in methods:
            found = methods[call["method"].lower()]
            assert isinstance(found, dict)
            return found
    raise AssertionError(f"{call['method']} {path} is not in the description")


def test_every_call_is_described(description: dict[str, Any], calls: list[dict[str, Any]]) -> None:
    assert len({(call["method"], operation(description, call)["operationId"]) for call in calls}) == 15


def test_every_parameter_and_its_value_is_described(description: dict[str, Any], calls: list[dict[str, Any]]) -> None:
    for call in calls:
        described = operation(description, call)
        query = {each["name"]: each["schema"] for each in described.get("parameters", []) if each["in"] == "query"}
        body = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        known = query | resolved(description, body).get("properties", {})
        assert set(call["parameters"]) <= set(known), call["path"]
        for name, value in call["parameters"].items():
            assert value in known[name].get("enum", [value])
            if known[name]["type"] == "integer":
                assert int(value) <= known[name].get("maximum", 2**63)
        required = {each["name"] for each in described.get("parameters", []) if each.get("required")} & set(query)
        assert required <= set(call["parameters"])


def test_every_success_status_is_described(description: dict[str, Any], calls: list[dict[str, Any]]) -> None:
    for call in calls:
        assert str(call["status"]) in operation(description, call)["responses"], call["path"]


def test_states_and_radio_technologies_are_those_described(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    assert set(reading.STATES) == set(schemas["Sim"]["properties"]["status"]["enum"])
    assert set(reading.RADIO) == set(schemas["Cell"]["properties"]["radioType"]["enum"])


def test_authentication_headers_are_those_described(description: dict[str, Any]) -> None:
    names = {scheme["name"] for scheme in description["components"]["securitySchemes"].values()}
    assert names == {"X-Soracom-API-Key", "X-Soracom-Token"}


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("", "Sim"),
        ("/events/sessions", "SessionEvent"),
        ("/statuses/history", "SimStatusHistoryResponse"),
    ],
)
def test_the_simulator_answers_in_the_described_shape(
    description: dict[str, Any], simulator: Simulator, path: str, schema: str
) -> None:
    card = simulator.card("soracom", "8942310000000000778", "suspended", imei_lock="355555070000002")
    connector: Any = simulator.connector("soracom")
    answer = connector._client.get("/sims/{sim_id}" + path, sim_id=card.iccid)
    properties = description["components"]["schemas"][schema]["properties"]
    for entry in answer if isinstance(answer, list) else [answer]:
        assert set(entry) <= set(properties)
