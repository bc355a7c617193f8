"""Web Push as bytes: the message encrypted for one browser (RFC 8291, 8188), and who sends it (VAPID, RFC 8292)."""

import base64
import json
import os
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simcare.notifications.errors import NotABrowser
from simcare.notifications.values import Browser

RECORD_BYTES: Final = 4096
LONGEST_ENDPOINT: Final = 2000
LAST_RECORD: Final = b"\x02"  # RFC 8188: the delimiter of the last record


def encrypted(
    content: bytes, browser: Browser, *, ours: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> bytes:
    """The body of a push, which only this browser opens; `ours` and `salt` are fresh unless a test names them."""
    ours, salt = ours or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    theirs = _public(browser)
    shared = ours.exchange(ec.ECDH(), theirs)
    key_info = b"WebPush: info\x00" + _point(theirs) + _point(ours.public_key())
    secret = _derived(shared, unpadded(browser.secret), key_info, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
    point = _point(ours.public_key())
    head = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(point)]) + point
    return head + AESGCM(key).encrypt(nonce, content + LAST_RECORD, None)


def vapid(*, audience: str, contact: str, until: int, key: ec.EllipticCurvePrivateKey) -> str:
    """The Authorization header of a push to `audience`, good `until` (seconds since 1970, at most a day ahead)."""
    claims = {"aud": audience, "exp": until, "sub": f"mailto:{contact}"}
    signed = ".".join(padless(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    first, second = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = padless(first.to_bytes(32, "big") + second.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={public_key(key)}"


def public_key(key: ec.EllipticCurvePrivateKey) -> str:
    """What a browser is told of the key that our pushes are signed with."""
    return padless(_point(key.public_key()))


def check(browser: Browser) -> Browser:
    """The same browser. Raises NotABrowser when nothing could ever be encrypted for it."""
    _public(browser)
    is_address = browser.endpoint.startswith("https://") and len(browser.endpoint) <= LONGEST_ENDPOINT
    if len(unpadded(browser.secret)) != 16 or not is_address:
        raise NotABrowser
    return browser


def padless(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def unpadded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as trouble:
        raise NotABrowser from trouble


def _public(browser: Browser) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(browser.public_key))
    except ValueError as trouble:
        raise NotABrowser from trouble


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
