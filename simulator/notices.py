"""Signed notifications of the EIOTCLUB platform: signed like a call, but without appkey."""

import secrets
import time
from typing import Any

from simulator.signing import signature
from simulator.world import EIOTCLUB_SECRET


def signed_notification(
    event: str, data: object, *, id: str | None = None, age_seconds: int = 0, secret: str = EIOTCLUB_SECRET
) -> dict[str, Any]:
    """The body of one notification; `age_seconds` makes it an old one."""
    body: dict[str, Any] = {
        "timestamp": str(int(time.time()) - age_seconds),
        "nonce": f"{secrets.randbelow(90_000) + 10_000}",
        "id": id or secrets.token_hex(8),
        "event": event,
        "data": data,
    }
    return {**body, "sign": signature(body, secret)}
