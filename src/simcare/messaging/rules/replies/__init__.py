"""Replies: what the writer wrote now, apart from the quoted mail, the signature and the line of the phone.

A text is cut into fragments from top to bottom: own words, quotes, signatures. Those at the end that are not own words
are hidden; what is quoted between own words stays, for an answer under each question makes no sense without it.
"""

from simcare.messaging.rules.replies.fragments import Fragment, fragments

__all__ = ["Fragment", "fragments", "visible_reply"]


def visible_reply(text: str) -> str:
    """The writer's own words; where everything seems quoted or signed, all that is no signature, for an answer must
    show something.
    """
    parts = fragments(text)
    shown = [part for part in parts if not part.hidden]
    if not shown:
        shown = [part for part in parts if not part.signature and part.text.strip()]
    return "\n".join(part.text for part in shown).strip()
