"""Signatures of Standard Webhooks (symmetric): who gets a message knows that it is ours, and fresh."""

import base64
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final

MARK: Final = "whsec_"
_SECRET_BYTES: Final = 32


def new_secret() -> str:
    """A secret that nobody guesses, as the receiver's library takes it."""
    return MARK + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def headers(*, message_id: str, at: datetime, body: bytes, secrets_told: Iterable[str]) -> dict[str, str]:
    """The three headers; one signature for each secret that is good, so that a change of secrets loses nothing."""
    seconds = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    signatures = (f"v1,{_signature(secret, signed)}" for secret in secrets_told)
    return {"webhook-id": message_id, "webhook-timestamp": seconds, "webhook-signature": " ".join(signatures)}


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(MARK))
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
