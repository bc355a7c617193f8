"""The signature of the EIOTCLUB Open API v3, written from its public description for this side of the wire."""

import hashlib
import hmac
import json
from typing import Any


def signature(parameters: dict[str, Any], secret: str) -> str:
    """SHA-1 in upper-case hexadecimal over `k=v&…secret=…`, names in ASCII order, empty values left out."""
    named = {name: _text(value) for name, value in parameters.items() if name != "sign"}
    text = "".join(f"{name}={named[name]}&" for name in sorted(named) if named[name] != "")
    return hashlib.sha1(f"{text}secret={secret}".encode()).hexdigest().upper()  # noqa: S324 the platform's choice


def is_signed(parameters: dict[str, Any], secret: str) -> bool:
    """Whether `sign` is right."""
    return hmac.compare_digest(str(parameters.get("sign", "")).encode(), signature(parameters, secret).encode())


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
