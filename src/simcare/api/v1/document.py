"""The OpenAPI document, which follows from the types, with what the library does not say of our door."""

import re
from collections.abc import Iterator
from typing import Any, Final

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from simcare.api.v1.problems import MEDIA_TYPE

LIMITS: Final = {
    "RateLimit-Policy": {"description": "how many calls of this kind a key may make in how many seconds"},
    "RateLimit": {"description": "how many are left, and in how many seconds the count begins anew"},
}
RETRY: Final = {"Retry-After": {"description": "seconds to wait"}}


class Api(NinjaAPI):
    """The API whose document names problems by their media type, and the headers of every answer."""

    def get_openapi_schema(self, **told: Any) -> OpenAPISchema:
        """The document."""
        document = super().get_openapi_schema(**told)
        for status, answer in _answers_in(document):
            answer["headers"] = _headers(status)
            if status >= 400:
                answer["content"] = {MEDIA_TYPE: next(iter(answer["content"].values()))}
        return document


def parameters_of(document: OpenAPISchema, route: str) -> dict[str, frozenset[str]]:
    """What each method of a route of Django's takes in its query; no method of an address that is not in it."""
    methods = document["paths"].get("/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route), {})
    return {
        method.upper(): frozenset(each["name"] for each in operation["parameters"] if each["in"] == "query")
        for method, operation in methods.items()
    }


def _answers_in(document: OpenAPISchema) -> Iterator[tuple[int, dict[str, Any]]]:
    for methods in document["paths"].values():
        for operation in methods.values():
            yield from operation["responses"].items()


def _headers(status: int) -> dict[str, Any]:
    told = {} if status == 401 else LIMITS
    return {
        name: {**each, "schema": {"type": "string"}} for name, each in (told | (RETRY if status == 429 else {})).items()
    }
