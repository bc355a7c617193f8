"""Calls to platforms that speak JSON over plain HTTP and mean by a status what everyone means by it.

401 is the key (refused before anything was done), 404 the card, 429 and 503 the rate (nothing was done), another 5xx an
outcome that nobody knows, another 4xx a refusal. Of a refusal the platform's own code is kept, never its body.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar
from urllib.parse import urlencode

from simcare.kernel.outbound import Answer, Outbound, OutcomeUnknown, Rejected
from simcare.operators.connectors.facts import Entry
from simcare.operators.connectors.retrying import repeated
from simcare.operators.errors import BadCredentials, CardUnknown
from simcare.operators.values.platforms import Gate

Headers = Mapping[str, str]

LONGEST_CODE = 20
"""Characters of a platform's own code that are kept of a refusal."""


class RestClient:
    """Speaks for one account. `get` may repeat a call; `send` never does."""

    title: ClassVar[str]

    def __init__(self, *, base_url: str, outbound: Outbound, gate: Gate, headers: Headers | None = None) -> None:
        self._base_url = base_url.rstrip("/")
        self._outbound = outbound
        self._gate = gate
        self._headers = headers or {}

    def get(self, path: str, *, query: Mapping[str, str] | None = None) -> object:
        """The JSON of a read."""
        return self.read(path, query=query).json()

    def read(self, path: str, *, query: Mapping[str, str] | None = None) -> Answer:
        """The whole answer to a read."""
        asked = f"{path}?{urlencode(query)}" if query else path
        return repeated(lambda: self._authorised("GET", asked))

    def send(self, method: str, path: str, *, json: object = None, form: Mapping[str, str] | None = None) -> object:
        """The JSON of a call that is sent once, or None where nothing is in it. `OutcomeUnknown`: read back first."""
        answer = self._authorised(method, path, json=json, form=form)
        return answer.json() if answer.body else None

    def _authorised(self, method: str, path: str, *, json: object = None, form: Headers | None = None) -> Answer:
        return self._judged(self._call(method, path, self._headers, json=json, form=form))

    def _call(
        self, method: str, path: str, headers: Headers, *, json: object = None, form: Headers | None = None
    ) -> Answer:
        """One call at the platform's rate; what says that the platform is not well ends here."""
        content = b"" if json is None and method != "GET" else None  # so that its length is told
        if form is not None:
            content = urlencode(form).encode()
            headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        with self._gate.call():
            answer = self._outbound.request(method, self._base_url + path, headers=headers, json=json, content=content)
            if answer.status == 429 or answer.status >= 500:
                answer.checked()
            return answer

    def _judged(self, answer: Answer) -> Answer:
        if answer.status == 401:
            raise BadCredentials(f"{self.title} does not accept the key")
        if answer.status == 404:
            raise CardUnknown(f"{self.title} knows no such SIM")
        if answer.status >= 400 and (code := self._code_of(_told(answer))[:LONGEST_CODE]):
            raise Rejected(f"refused with code {code}", status=answer.status, platform_code=code)
        return answer.checked()

    def _code_of(self, refusal: Entry) -> str:
        """The platform's own code in the body of a refusal; none where it has no such codes."""
        return ""


class TokenClient(RestClient, ABC):
    """The same with a token: fetched when needed, and once more when the platform no longer takes it."""

    def __init__(self, *, base_url: str, outbound: Outbound, gate: Gate) -> None:
        super().__init__(base_url=base_url, outbound=outbound, gate=gate)
        self._fetching = threading.Lock()

    def _authorised(self, method: str, path: str, *, json: object = None, form: Headers | None = None) -> Answer:
        token = self._headers or self._new_token(self._headers)
        answer = self._call(method, path, token, json=json, form=form)
        if answer.status == 401:  # refused before anything was done, so that a second try is safe
            answer = self._call(method, path, self._new_token(token), json=json, form=form)
        return self._judged(answer)

    def _new_token(self, worn: Headers) -> Headers:
        """Another token than the worn one; of several threads that need it, one fetches it."""
        with self._fetching:
            if self._headers is worn:
                self._headers = self._fetch_token()
            return self._headers

    @abstractmethod
    def _fetch_token(self) -> Headers:
        """The headers that carry a new token. Raises BadCredentials."""


def _told(answer: Answer) -> Entry:
    try:
        told = answer.json()
    except OutcomeUnknown:  # refused all the same, by something before the platform
        return {}
    return told if isinstance(told, dict) else {}


def unknown_is_none(read: Callable[[], object]) -> object:
    """What was read, or None for a card that the platform does not know."""
    try:
        return read()
    except CardUnknown:
        return None
