"""Whether the From of a mail may be believed (security.md D12)."""

import re
from collections.abc import Collection
from typing import Final, Literal

from simcare.messaging.values import ParsedMail

Authenticity = Literal["verified", "claimed"]

_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT: Final = re.compile(r"\([^()]*\)")
_RESULT: Final = re.compile(r"\s*dmarc(?:/\d+)?\s*=\s*(\w+)", re.IGNORECASE)
_HEADER_FROM: Final = re.compile(r"\bheader\.from\s*=\s*([^\s;]+)", re.IGNORECASE)


def authenticity(parsed: ParsedMail, *, came_over_trusted_relay: bool, our_servers: Collection[str]) -> Authenticity:
    """`verified` when the mail came over a relay that the installation trusts, or when our own receiving server says
    that DMARC passed for the domain in From.

    Only the topmost Authentication-Results counts, and only when it carries the name of a server of ours: everything
    beneath was there before our server saw the mail. A mail with two From fields is believed by nobody.
    """
    if came_over_trusted_relay:
        return "verified"
    results = parsed.header("authentication-results")
    if not results or len(parsed.header_all("from")) != 1:
        return "claimed"
    server, *verdicts = _without_text(results).split(";")
    if server.strip().split(" ")[0].lower() not in our_servers:
        return "claimed"
    return "verified" if any(_passes(verdict, parsed) for verdict in verdicts) else "claimed"


def _passes(verdict: str, parsed: ParsedMail) -> bool:
    """Whether this is DMARC's result, it is a pass, and it speaks of the domain that people read."""
    found, named = _RESULT.match(verdict), _HEADER_FROM.search(verdict)
    domain = ((parsed.from_ and parsed.from_.email) or "").rpartition("@")[2].lower()
    return bool(found and found[1].lower() == "pass" and domain and (not named or named[1].lower() == domain))


def _without_text(results: str) -> str:
    """Comments and quoted strings hold what a sender chose, such as his envelope address: they must not speak."""
    plain = _QUOTED.sub("", results)
    for _ in range(5):  # comments nest
        plain = _COMMENT.sub("", plain)
    return plain
