"""One call through the guard: resolve, judge, connect to the judged address, read at most so much, in bounded time.

No redirect is followed and no proxy variable is read: httpcore does neither. Each call has a connection of its
own, so nothing of one answer can leak into the next and the deadline covers the call as a whole.
"""

import json as json_text
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache

import certifi
import httpcore

from simcare.kernel.outbound.deadline import Deadline, PinnedBackend
from simcare.kernel.outbound.errors import AnswerTooLarge, Busy, NotReached, OutcomeUnknown, Rejected
from simcare.kernel.outbound.targets import Resolve, guarded, system_resolve

DEFAULT_BODY_BYTES = 64 * 1024
DEFAULT_TIMEOUT_SECONDS = 10.0

_ALWAYS_SENT = {"User-Agent": "simcare", "Accept": "application/json", "Accept-Encoding": "identity"}
_ALWAYS_SENT = {"User-Agent": "simcare", "Accept": "application/json", "Accept-Encoding": "identity"}
_BEFORE_SENDING = (httpcore.ConnectError, httpcore.ConnectTimeout)
_WHILE_TALKING = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status. The body is for the adapter alone and stays out of every repr and log."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def checked(self) -> "Answer":
        """This answer if it is a success; otherwise the error that its status means."""
        if self.status in {429, 503}:
            raise Busy(f"answered {self.status}", retry_after_seconds=self.retry_after_seconds, status=self.status)
        if self.status >= 500:
            raise OutcomeUnknown(f"answered {self.status}", status=self.status)
        if not 200 <= self.status < 300:
            raise Rejected(f"answered {self.status}", status=self.status)
        return self

    @property
    def retry_after_seconds(self) -> int | None:
        """The wait that the other side asks for (RFC 9110, 10.2.3: seconds or a date); None where it says nothing."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return int(text)
        try:
            at = parsedate_to_datetime(text)
            now = parsedate_to_datetime(self.headers["date"]) if "date" in self.headers else datetime.now(UTC)
            return max(0, round((at - now).total_seconds()))
        except (ValueError, TypeError):
            return None

    def json(self) -> object:
        """The body as JSON; HTML or anything else is an unknown outcome."""
        try:
            return json_text.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise OutcomeUnknown(f"answered {self.status} with something that is no JSON") from error


class Outbound:
    """The guarded client. Build one per adapter with its own limits; it holds no connection and is thread-safe."""

    def __init__(
        self,
        *,
        allowed_loopback: frozenset[str] = frozenset(),
        max_body_bytes: int = DEFAULT_BODY_BYTES,
        timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
        resolve: Resolve = system_resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed_loopback = allowed_loopback
        self._max_body_bytes = max_body_bytes
        self._timeout_seconds = timeout_seconds
        self._resolve = resolve
        self._tls = tls

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
    ) -> Answer:
        """Call once. Raises TargetRefused, NotReached, OutcomeUnknown or AnswerTooLarge; every status is an Answer."""
        target = guarded(url, allowed_loopback=self._allowed_loopback, resolve=self._resolve)
        sent = {**_ALWAYS_SENT, **(headers or {})}
        if json is not None:
            content = json_text.dumps(json, ensure_ascii=False).encode()
            sent.setdefault("Content-Type", "application/json")
        backend = PinnedBackend(target.address, Deadline(self._timeout_seconds))
        with (
            _errors_in_words(target.host),
            httpcore.ConnectionPool(ssl_context=self._tls or _public_tls(), network_backend=backend) as pool,
            pool.stream(method, url, headers=list(sent.items()), content=content) as response,
        ):
            names = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            return Answer(response.status, names, self._read(response))

    def _read(self, response: httpcore.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > self._max_body_bytes:
                raise AnswerTooLarge(f"the answer is larger than {self._max_body_bytes} bytes")
        return bytes(body)


@contextmanager
def _errors_in_words(host: str) -> Iterator[None]:
    try:
        yield
    except _BEFORE_SENDING as error:
        raise NotReached(f"{host} could not be reached") from error
    except _WHILE_TALKING as error:
        raise OutcomeUnknown(f"{host} gave no complete answer") from error


@cache
def _public_tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())
