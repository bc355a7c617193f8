"""A client of Simcare's REST API v1, in one file that needs nothing but Python 3.11: copy it beside your program.

    desk = Simcare("https://care.example.com", key="simcare_…")
    for card in desk.cards(state="active"):
        print(card["iccid"], desk.usage(card["iccid"], step="day")["used_bytes"])
    job = desk.begin_job("suspend", reason="lost on the road", iccids=["89860…"])

Answers are what the API tells, as typed dictionaries: times are ISO 8601 in UTC, amounts bytes. A list goes on by
itself to its last page. A writing call has an idempotency key, your own or a new one, so that a call whose answer was
lost is made again and done once. A 429 is waited for as long as it asks. Whatever is refused raises `Refused`.
"""

import base64
import hmac
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Literal, TypedDict, cast
from urllib.parse import quote, urlencode

Step = Literal["hour", "day"]
Function = Literal["suspend", "resume", "reset_session", "lock_imei", "unlock_imei", "send_sms", "refresh"]
WEBHOOK_SECONDS: Final = 300
"""A message that was signed longer ago, or will be, is not believed: somebody sends it again."""
_ATTEMPTS: Final = 4
_TIMEOUT_SECONDS: Final = 30


class Package(TypedDict):
    name: str
    from_at: str
    until_at: str | None
    allowance_bytes: int | None
    used_bytes: int
    left_bytes: int | None


class Card(TypedDict):
    iccid: str
    imsi: str
    msisdn: str
    imei: str
    eid: str
    label: str
    product: str
    state: str
    stopped_by: str | None
    state_at: str | None


class CardWhole(Card):
    package: Package | None


class UsagePoint(TypedDict):
    from_at: str
    used_bytes: int
    record_count: int


class UsageSeries(TypedDict):
    iccid: str
    step: Step
    from_at: str
    until_at: str
    used_bytes: int
    newest_hour_at: str | None
    points: list[UsagePoint]


class Alert(TypedDict):
    id: int
    iccid: str
    package: str
    kind: str
    value: int
    used_bytes: int
    allowance_bytes: int | None
    until_at: str | None
    raised_at: str
    ended_at: str | None


class Results(TypedDict):
    waiting: int
    by_hand: int
    confirmed: int
    same: int
    failed: int


class Job(TypedDict):
    id: int
    function: str
    state: str
    reason: str
    card_count: int
    undoes: int | None
    retries: int | None
    ordered_at: str
    ended_at: str | None
    refusal: str


class JobWhole(Job):
    results: Results


class JobCard(TypedDict):
    iccid: str
    state: str
    reason: str
    settled_at: str | None


class Message(TypedDict):
    id: int
    at: str
    side: Literal["customer", "desk"]
    email: str
    subject: str
    text: str


class Ticket(TypedDict):
    number: int
    subject: str
    state: Literal["open", "waiting", "solved"]
    category: str
    language: str
    iccids: list[str]
    opened_at: str
    changed_at: str
    answer_due_at: str | None


class TicketWhole(Ticket):
    messages: list[Message]


class Webhook(TypedDict):
    id: int
    url: str
    kinds: list[str]
    made_at: str
    failures: int
    off_at: str | None
    off_because: str | None


class WebhookSecret(Webhook):
    secret: str


class Attempt(TypedDict):
    at: str
    took_ms: int
    status: int | None
    trouble: str


class Delivery(TypedDict):
    id: int
    message_id: str
    kind: str
    body: str
    made_at: str
    taken_at: str | None
    next_at: str | None
    attempts: list[Attempt]


class Refused(Exception):
    """A call was refused (RFC 9457). `code` is for programs and stays, `detail` for people, `errors` name each flaw."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", "unknown"))
        self.detail = str(problem.get("detail", ""))
        self.errors: list[dict[str, str]] = list(problem.get("errors", []))
        super().__init__(f"{status} {self.code}: {self.detail}")


class BadSignature(Exception):
    """A webhook's message is not from Simcare, or not of now."""


class Simcare:
    """The account whose key it is. `patience_seconds` is the longest wait that a 429 may ask for, in one call."""

    def __init__(self, url: str, *, key: str, patience_seconds: float = 120) -> None:
        if not url.startswith(("https://", "http://")):
            raise ValueError("the address begins with https://")
        self._url, self._key, self._patience_seconds = url.rstrip("/") + "/api/v1", key, patience_seconds
        self._opener = urllib.request.build_opener(_Straight)

    def cards(self, *, q: str | None = None, state: str | None = None) -> Iterator[Card]:
        """The account's cards, found by any part of an identifier."""
        return cast(Iterator[Card], self._pages("/cards", q=q, state=state))

    def card(self, iccid: str) -> CardWhole:
        """One card and the package that it uses up."""
        return cast(CardWhole, self._call("GET", f"/cards/{quote(iccid, safe='')}"))

    def usage(
        self, iccid: str, *, step: Step = "hour", from_at: datetime | None = None, until_at: datetime | None = None
    ) -> UsageSeries:
        """What a card used, by the hour or the day; the last 7 or 31 days if nothing is said. Times have a zone."""
        asked = {"step": step, "from_at": from_at, "until_at": until_at}
        return cast(UsageSeries, self._call("GET", f"/cards/{quote(iccid, safe='')}/usage", asked))

    def alerts(self, *, is_open: bool | None = None) -> Iterator[Alert]:
        """What packages were warned of, the newest first."""
        return cast(Iterator[Alert], self._pages("/alerts", is_open=is_open))

    def jobs(self) -> Iterator[Job]:
        """The jobs of the account, the newest first."""
        return cast(Iterator[Job], self._pages("/jobs"))

    def job(self, number: int) -> JobWhole:
        """One job and how far it is."""
        return cast(JobWhole, self._call("GET", f"/jobs/{number}"))

    def job_cards(self, number: int, *, state: str | None = None) -> Iterator[JobCard]:
        """What came of each card."""
        return cast(Iterator[JobCard], self._pages(f"/jobs/{number}/cards", state=state))

    def begin_job(
        self,
        function: Function,
        *,
        reason: str,
        iccids: list[str] | None = None,
        matching: Mapping[str, Any] | None = None,
        message: str = "",
        once: str | None = None,
    ) -> JobWhole:
        """One command for the cards named, or all `matching` {"q", "state", "most"}; `message` is of send_sms."""
        said = {"function": function, "reason": reason, "iccids": iccids, "matching": matching, "message": message}
        return cast(JobWhole, self._post("/jobs", said, once))

    def stop_job(self, number: int, *, once: str | None = None) -> JobWhole:
        """Send nothing more."""
        return cast(JobWhole, self._post(f"/jobs/{number}/stop", None, once))

    def undo_job(self, number: int, *, once: str | None = None) -> JobWhole:
        """A job that gives the cards back what they had."""
        return cast(JobWhole, self._post(f"/jobs/{number}/undo", None, once))

    def retry_job(self, number: int, *, once: str | None = None) -> JobWhole:
        """A job that tries again what failed."""
        return cast(JobWhole, self._post(f"/jobs/{number}/retry", None, once))

    def tickets(self, *, state: str | None = None) -> Iterator[Ticket]:
        """The account's tickets, the newest first."""
        return cast(Iterator[Ticket], self._pages("/tickets", state=state))

    def ticket(self, number: int) -> TicketWhole:
        """One ticket with what was said."""
        return cast(TicketWhole, self._call("GET", f"/tickets/{number}"))

    def open_ticket(
        self, subject: str, text: str, *, iccids: Iterable[str] = (), email: str | None = None, once: str | None = None
    ) -> TicketWhole:
        """Ask the desk; `email` names a member or contact who asks and is answered, else the key's person."""
        said = {"subject": subject, "text": text, "iccids": list(iccids), "email": email}
        return cast(TicketWhole, self._post("/tickets", said, once))

    def add_message(self, number: int, text: str, *, email: str | None = None, once: str | None = None) -> TicketWhole:
        """Say more on a ticket."""
        return cast(TicketWhole, self._post(f"/tickets/{number}/messages", {"text": text, "email": email}, once))

    def webhooks(self) -> list[Webhook]:
        """The account's webhooks."""
        return cast(list[Webhook], self._call("GET", "/webhooks")["items"])

    def add_webhook(self, url: str, kinds: list[str], *, once: str | None = None) -> WebhookSecret:
        """Another webhook; its secret is told this once."""
        return cast(WebhookSecret, self._post("/webhooks", {"url": url, "kinds": kinds}, once))

    def remove_webhook(self, number: int) -> None:
        """Nothing is sent there any more."""
        self._call("DELETE", f"/webhooks/{number}")

    def switch_webhook(self, number: int, *, is_on: bool, once: str | None = None) -> Webhook:
        """On again, or off."""
        return cast(Webhook, self._post(f"/webhooks/{number}/switch", {"is_on": is_on}, once))

    def change_secret(self, number: int, *, once: str | None = None) -> WebhookSecret:
        """Another secret; for a day both sign."""
        return cast(WebhookSecret, self._post(f"/webhooks/{number}/secret", None, once))

    def send_test(self, number: int, *, once: str | None = None) -> Delivery:
        """A message of kind `test`."""
        return cast(Delivery, self._post(f"/webhooks/{number}/test", None, once))

    def deliveries(self, number: int) -> Iterator[Delivery]:
        """What was sent and how every attempt went, the newest first."""
        return cast(Iterator[Delivery], self._pages(f"/webhooks/{number}/deliveries"))

    def replay(self, number: int, delivery: int, *, once: str | None = None) -> Delivery:
        """The same message once more."""
        return cast(Delivery, self._post(f"/webhooks/{number}/deliveries/{delivery}/replay", None, once))

    def _pages(self, address: str, **asked: Any) -> Iterator[Any]:
        cursor = None
        while True:
            page = self._call("GET", address, {**asked, "cursor": cursor})
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _post(self, address: str, said: Mapping[str, Any] | None, once: str | None) -> Any:
        kept = {name: value for name, value in (said or {}).items() if value is not None}
        return self._call("POST", address, body=kept if said else None, once=once or str(uuid.uuid4()))

    def _call(
        self, method: str, address: str, asked: Mapping[str, Any] | None = None, *, body: Any = None, once: str = ""
    ) -> Any:
        """The answer. Made again when none came or the desk is broken, which is safe: the key is the same."""
        query = urlencode({name: _said(value) for name, value in (asked or {}).items() if value is not None})
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
        headers |= {"Idempotency-Key": once} if once else {}
        headers |= {"Content-Type": "application/json"} if body is not None else {}
        data = json.dumps(body).encode() if body is not None else None
        url = f"{self._url}{address}?{query}" if query else f"{self._url}{address}"
        call = urllib.request.Request(url, data, headers, method=method)  # noqa: S310  the scheme is checked above
        attempts, until = 1, time.monotonic() + self._patience_seconds
        while True:
            try:
                with self._opener.open(call, timeout=_TIMEOUT_SECONDS) as answer:
                    told = answer.read()
                    return json.loads(told) if told else None
            except urllib.error.HTTPError as refusal:
                with refusal:
                    pause = float(refusal.headers.get("Retry-After") or 2**attempts)
                    is_busy = refusal.code == 429 and time.monotonic() + pause <= until
                    if not is_busy and (refusal.code < 500 or attempts == _ATTEMPTS):
                        raise Refused(refusal.code, _problem(refusal.read())) from None
                    attempts += not is_busy
            except OSError:  # no answer came
                if attempts == _ATTEMPTS:
                    raise
                attempts, pause = attempts + 1, 2**attempts
            time.sleep(pause)


class _Straight(urllib.request.HTTPRedirectHandler):
    """Follows nowhere: the key is for the desk only."""

    def redirect_request(self, *_: Any) -> None:
        return None


def read_webhook(
    body: bytes, headers: Mapping[str, str], secrets: Iterable[str], *, now: float | None = None
) -> dict[str, Any]:
    """A webhook's message, {"type", "timestamp", "data"}, once it is known to be ours. Raises BadSignature.

    Give the body as it came, byte by byte, and all secrets that may be good; know a message that comes twice by its
    header `webhook-id`. As Standard Webhooks says.
    """
    told = {name.lower(): value for name, value in headers.items()}
    number, at = told.get("webhook-id", ""), told.get("webhook-timestamp", "")
    if not (at.isascii() and at.isdecimal()) or abs((now or time.time()) - int(at)) > WEBHOOK_SECONDS:
        raise BadSignature("it is too old, or says not when it was signed")
    signed = b".".join((number.encode(), at.encode(), body))
    keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in secrets]
    good = ["v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys]
    given = told.get("webhook-signature", "").split()
    if not any(hmac.compare_digest(one.encode(), other.encode()) for one in given for other in good):
        raise BadSignature("no signature is right")
    return cast(dict[str, Any], json.loads(body))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _problem(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {"detail": body[:200].decode(errors="replace")}
    return told if isinstance(told, dict) else {}
