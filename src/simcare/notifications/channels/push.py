"""Web Push: one POST to the push service of a browser, through the guarded client."""

import time
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from simcare.kernel.outbound import Outbound, configured
from simcare.notifications.rules.pushing import encrypted, public_key, vapid
from simcare.notifications.values import Browser

GOOD_FOR_SECONDS: Final = 12 * 3600
KEPT_FOR_SECONDS: Final = 24 * 3600  # by the push service, while the browser is not there
GONE: Final = (404, 410)
"""What a push service answers for a browser that will never come back (RFC 8030, section 7.3)."""


def push(browser: Browser, content: bytes, *, topic: str, client: Outbound | None = None) -> bool:
    """Hand a push on; False when the browser is gone for good. Raises what the guarded client raises."""
    parts = urlsplit(browser.endpoint)
    until = int(time.time()) + GOOD_FOR_SECONDS
    contact = settings.SIMCARE_SUPPORT_ADDRESS
    headers = {
        "Authorization": vapid(audience=f"{parts.scheme}://{parts.netloc}", contact=contact, until=until, key=key()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_FOR_SECONDS),
        "Topic": topic,
    }
    sent = (client or configured()).request(
        "POST", browser.endpoint, headers=headers, content=encrypted(content, browser)
    )
    if sent.status in GONE:
        return False
    sent.checked()
    return True


@cache
def key() -> ec.EllipticCurvePrivateKey:
    """Who we are to push services: derived from the installation's secret, so that every process has the same one."""
    seed = HKDF(algorithm=hashes.SHA256(), length=40, salt=None, info=b"simcare vapid").derive(
        settings.SECRET_KEY.encode()
    )
    order = int("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16)
    return ec.derive_private_key(int.from_bytes(seed, "big") % (order - 1) + 1, ec.SECP256R1())


def our_public_key() -> str:
    """What a page tells the browser that wants pushes."""
    return public_key(key())
