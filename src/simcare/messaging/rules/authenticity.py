"""Whether the From of a mail may be believed (security.md D12)."""

import re
from typing import Final, Literal

from simcare.messaging.values import ParsedMail

Authenticity = Literal["verified", "claimed"]

_RESULT: Final = re.compile(r"\bdmarc\s*=\s*(\w+)", re.IGNORECASE)


def authenticity(parsed: ParsedMail, *, came_over_trusted_relay: bool, our_server: str = "") -> Authenticity:
    """`verified` when the mail came over a relay that the installation trusts, or when our own receiving server says
    that DMARC passed. Only the topmost Authentication-Results of that server counts: others may be forged.
    """
    if came_over_trusted_relay:
        return "verified"
    results = parsed.header("authentication-results") or ""
    server = results.split(";")[0].strip().split(" ")[0].lower()
    found = _RESULT.search(results)
    said_by_us = bool(our_server) and server == our_server.lower()
    return "verified" if said_by_us and found and found[1].lower() == "pass" else "claimed"
