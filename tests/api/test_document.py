"""The OpenAPI document stands open, says what the API does, and the API keeps to it: fuzzed by schemathesis."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks as every
from schemathesis.specs.openapi import checks

from simcare.api.v1 import door
from simcare.api.v1.urls import api
from tests.api.people import Program, make_program

EXAMPLES = 40
DOCUMENT = dict(api.get_openapi_schema())
for _methods in DOCUMENT["paths"].values():
    for _operation in _methods.values():
        del _operation["security"]  # every case has a good key; what is without one is told in test_keys
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
SCHEMA.app = get_wsgi_application()
CHECKS = [
    every.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
]


@pytest.fixture
def program(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """One that may call as often as it likes, since a refusal for that proves nothing here."""
    monkeypatch.setattr(door, "READS_A_MINUTE", 1_000_000)
    monkeypatch.setattr(door, "WRITES_A_MINUTE", 1_000_000)
    monkeypatch.setattr(door, "WRONG_KEYS_A_MINUTE", 1_000_000)
    ends = (request_started, request_finished)
    for each in ends:
        each.disconnect(close_old_connections)  # as Django's own test client: the test's transaction goes on
    yield make_program("Nordsol", 1_000)
    for each in ends:
        each.connect(close_old_connections)


@pytest.mark.django_db
def test_the_document_is_there_for_everybody() -> None:
    answer = Client().get("/api/v1/openapi.json")
    document = answer.json()
    assert (answer.status_code, document["openapi"]) == (200, "3.1.0")
    assert sorted(document["paths"]) == [
        "/api/v1/alerts",
        "/api/v1/cards",
        "/api/v1/cards/{iccid}",
        "/api/v1/cards/{iccid}/usage",
        "/api/v1/jobs",
        "/api/v1/jobs/{number}",
        "/api/v1/jobs/{number}/cards",
        "/api/v1/jobs/{number}/retry",
        "/api/v1/jobs/{number}/stop",
        "/api/v1/jobs/{number}/undo",
        "/api/v1/tickets",
        "/api/v1/tickets/{number}",
        "/api/v1/tickets/{number}/messages",
        "/api/v1/webhooks",
        "/api/v1/webhooks/{number}",
        "/api/v1/webhooks/{number}/deliveries",
        "/api/v1/webhooks/{number}/deliveries/{delivery}/replay",
        "/api/v1/webhooks/{number}/secret",
        "/api/v1/webhooks/{number}/switch",
        "/api/v1/webhooks/{number}/test",
    ]
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["security"] == [{"ApiKey": []}]
            assert operation["description"]
            problems = {status: each["content"] for status, each in operation["responses"].items() if status >= "400"}
            assert {"401", "403", "422", "429"} <= set(problems)
            assert all(list(content) == ["application/problem+json"] for content in problems.values())


@pytest.mark.django_db
@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_is_answered_as_the_document_says(case: schemathesis.Case, program: Program) -> None:
    """Good and bad questions of every operation, some of them about what there is."""
    _speak_of_what_there_is(case, program)
    case.call_and_validate(headers={**program.headers(), "Accept-Encoding": "identity"}, checks=CHECKS)


def _speak_of_what_there_is(case: schemathesis.Case, program: Program) -> None:
    """Made-up numbers name nothing: every other good case is about a card or ticket of the account."""
    kinds = {"webhooks": program.webhook, "jobs": program.job, "tickets": program.ticket}
    number = next((each for kind, each in kinds.items() if kind in case.path), 0)
    named: dict[str, Any] = {"iccid": program.cards[0].iccid, "number": number, "delivery": program.delivery}
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    for name in case.path_parameters or {}:
        if len(str(case.path_parameters[name])) % 2:
            case.path_parameters[name] = named[name]
