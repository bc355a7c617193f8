"""Addresses of version 1. The document stands open; everything else is behind the door."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from ninja.errors import HttpError, ValidationError

from simcare.api.v1 import alerts, cards, jobs, problems, tickets, webhooks
from simcare.api.v1.document import Api, parameters_of
from simcare.api.v1.door import door
from simcare.kernel.errors import SimcareError

DESCRIPTION = """
Everything here is of the account whose key you send: `Authorization: Bearer simcare_…`. Keys are made by your provider,
for the scopes that you need, and shown once.

- **Pages**: a list tells `next_cursor`; send it as `cursor`. It is null on the last page.
- **Refusals** are problems (RFC 9457): `code` is for programs and stays, `detail` is for people.
- **Writing calls** need an `Idempotency-Key`: the same key with the same question within two days is answered the same,
  and done once.
- **Webhooks** follow Standard Webhooks: check `webhook-signature` with your secret, answer 2xx within 15 s, and know a
  message that comes twice by its `webhook-id`.
- **Limits**: 600 reading and 60 writing calls a minute for a key; `RateLimit` says what is left, a 429 when to go on.
"""

api = Api(title="Simcare", version="1", description=DESCRIPTION, urls_namespace="api", docs_url=None)
api.add_router("", cards.router)
api.add_router("", alerts.router)
api.add_router("", jobs.router)
api.add_router("", tickets.router)
api.add_router("", webhooks.router)
handlers: dict[type[Exception], Any] = {  # the library's type wants one function for every refusal
    SimcareError: problems.of_refusal,
    ValidationError: problems.of_flaws,
    HttpError: problems.of_http,
}
for refusal, handler in handlers.items():
    api.add_exception_handler(refusal, handler)

DOCUMENT = api.get_openapi_schema(path_prefix="")
OPEN = ("openapi-json",)
UNUSED = ("api-root",)


def nothing(_request: HttpRequest) -> HttpResponse:
    """An address that nobody has."""
    return problems.problem(404, "nothing_here")


def _behind_door(pattern: URLPattern) -> URLPattern:
    if pattern.name not in OPEN:
        pattern.callback = door(pattern.callback, parameters_of(DOCUMENT, str(pattern.pattern)))
    return pattern


patterns, _app, app_name = api.urls
urlpatterns = [
    *(_behind_door(each) for each in patterns if isinstance(each, URLPattern) and each.name not in UNUSED),
    path("", transaction.non_atomic_requests(nothing), name="api-root"),
    re_path(r"^.*$", transaction.non_atomic_requests(nothing), name="nothing"),
]
