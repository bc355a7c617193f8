"""Access tokens for mailboxes that sign in by XOAUTH2, as Google and Microsoft require: RFC 6749, 6.

A mailbox holds a refresh token; for each connection it is exchanged for an access token. Some providers answer with a
new refresh token too, which counts from then on.
"""

import json
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import urlencode, urlsplit

from simcare.kernel.errors import Temporary
from simcare.kernel.outbound import Rejected, configured
from simcare.messaging.errors import ServerMisset, SignInRefused

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What the provider gave us: who we are to it, and the permission to fetch one mailbox."""

    token_url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(repr=False)


@dataclass(frozen=True)
class Token:
    """What a connection signs in with, and the refresh token to keep for the next one."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


def ask_for_token(grant: Grant) -> Token:
    """Exchange the refresh token. Raises SignInRefused where a person has to permit it anew, else Temporary."""
    host = urlsplit(grant.token_url).hostname or grant.token_url
    asked = {
        "grant_type": "refresh_token",
        "refresh_token": grant.refresh_token,
        "client_id": grant.client_id,
        **({"client_secret": grant.client_secret} if grant.client_secret else {}),
    }
    answer = configured().request("POST", grant.token_url, headers=_FORM, content=urlencode(asked).encode())
    try:
        told = answer.checked().json()
    except Rejected as refusal:
        _refuse(host, _error_in(answer.body), refusal)
    if not isinstance(told, dict) or not isinstance(told.get("access_token"), str):
        raise Temporary(f"{host} answered without an access token")
    return Token(told["access_token"], str(told.get("refresh_token") or grant.refresh_token))


def _refuse(host: str, error: str, refusal: Rejected) -> NoReturn:
    if error in ("invalid_client", "unauthorized_client"):
        raise ServerMisset(f"{host} does not know our client id and secret ({error})") from refusal
    raise SignInRefused(f"{host} gives no more access tokens for this mailbox ({error or refusal})") from refusal


def _error_in(body: bytes) -> str:
    """The error code of RFC 6749, 5.2; nothing else of the answer is repeated."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    error = told.get("error") if isinstance(told, dict) else None
    return error[:40] if isinstance(error, str) and error.replace("_", "").isalpha() else ""
