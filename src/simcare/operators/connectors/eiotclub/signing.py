"""The platform's signature, for calls and for notifications, and the check of a notification.

Every value of a call is sent as text: how numbers and booleans are rendered in the signature is not documented.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from simcare.operators.errors import NotificationRefused

NOTIFICATION_TOLERANCE = timedelta(seconds=300)
"""How far a notification's timestamp may be from our clock, either way (faults.md F11)."""


def signature(parameters: Mapping[str, object], secret: str) -> str:
    """SHA-1, upper-case hexadecimal, over the non-empty parameters by name in ASCII order, then the secret.

    Source: operator-platforms.md, section 5, with its test vector.
    """
    texts = {name: _text(value) for name, value in parameters.items() if name != "sign"}
    joined = "".join(f"{name}={texts[name]}&" for name in sorted(texts) if texts[name])
    return hashlib.sha1(f"{joined}secret={secret}".encode(), usedforsecurity=False).hexdigest().upper()


def signed(parameters: Mapping[str, str], *, appkey: str, secret: str, at: datetime, nonce: str) -> dict[str, str]:
    """The body of a call: the parameters with the system parameters and the signature."""
    complete = {**parameters, "appkey": appkey, "timestamp": str(int(at.timestamp())), "nonce": nonce}
    return {**complete, "sign": signature(complete, secret)}


def checked_notification(
    raw: bytes, *, secret: str, at: datetime, is_new: Callable[[str], bool]
) -> Mapping[str, object]:
    """The notification's content if it is signed, recent and new; `NotificationRefused` otherwise.

    `is_new` keeps the id and says whether it came for the first time. A notification is a hint only: what it says is
    read back by a query before anything follows from it.
    """
    if not secret:
        raise NotificationRefused("there is no secret to check notifications with")
    body = _object(raw)
    if not hmac.compare_digest(str(body.get("sign", "")).encode(), signature(body, secret).encode()):
        raise NotificationRefused("the signature is wrong")
    if abs(at - _timestamp(body)) > NOTIFICATION_TOLERANCE:
        raise NotificationRefused("the timestamp is too far from now")
    identity = str(body.get("id") or "")
    if not identity or not is_new(identity):
        raise NotificationRefused("the notification was received before")
    return body


def _text(value: object) -> str:
    """Texts as they are; nested values as JSON without escaping unicode or slashes; nothing for null."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _object(raw: bytes) -> dict[str, object]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise NotificationRefused("the notification is no JSON") from error
    if not isinstance(body, dict):
        raise NotificationRefused("the notification is no JSON object")
    return body


def _timestamp(body: Mapping[str, object]) -> datetime:
    try:
        return datetime.fromtimestamp(int(str(body.get("timestamp"))), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise NotificationRefused("the timestamp can't be read") from error
