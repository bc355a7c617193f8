"""The whole reading of one mail, from its bytes to a Reading: what the limited child does, and the command line too."""

from dataclasses import replace

from simcare.messaging.errors import Unparseable
from simcare.messaging.rules import kinds, mime
from simcare.messaging.rules.forwards import peel
from simcare.messaging.rules.replies import visible_reply
from simcare.messaging.rules.sanitising import clean
from simcare.messaging.values import Reading


def read(raw: bytes) -> Reading:
    """All that one mail says, its HTML made harmless. Raises Unparseable (or TooLarge, TooComplex) and nothing else.

    `reply_text` is what the person who sent this mail wrote now: of a forward the words above it, else the body without
    quoted history and signature.
    """
    parsed = mime.parse(raw)
    try:
        forward = peel(parsed)
        sort = kinds.classify(raw, parsed)
        return Reading(
            parsed=replace(parsed, html=clean(parsed.html)) if parsed.html else parsed,
            forward=forward,
            reply_text=visible_reply(forward.forwarder_text or "" if forward else parsed.text),
            kind=sort.kind,
            failed=sort.bounce.failed if sort.bounce else (),
            delayed=sort.bounce.delayed if sort.bounce else (),
        )
    except Exception as error:  # the input is hostile: its every fault becomes this module's one refusal
        raise Unparseable(f"{type(error).__name__}: {error}"[:500]) from error
