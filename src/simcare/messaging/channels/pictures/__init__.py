"""Pictures that lie elsewhere, fetched through the guarded client: their server sees us, never the person who looks."""

from typing import Final

from simcare.kernel.outbound import configured

MOST_BYTES: Final = 4 * 1024 * 1024
PLAIN, ENCRYPTED = "http://", "https://"


def fetch(source: str, allowed_plain: frozenset[str] = frozenset()) -> bytes:
    """The bytes at an address. Raises what the guarded client raises: TargetRefused, NotReached, Rejected and others.

    Plain addresses are asked for over TLS, except on the hosts that the configuration names.
    """
    host = source.removeprefix(PLAIN).partition("/")[0]
    if source.startswith(PLAIN) and host not in allowed_plain:
        source = ENCRYPTED + source.removeprefix(PLAIN)
    client = configured(max_body_bytes=MOST_BYTES)
    return client.request("GET", source, headers={"Accept": "image/*"}).checked().body
