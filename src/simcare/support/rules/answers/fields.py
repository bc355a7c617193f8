"""Which observed facts a customer may see, and under which word of the catalogue.

Names are those of the operators' vocabulary (`operators/values/fields.csv`). A field without a word here is ours:
proof for the verdict, not for the letter.
"""

from simcare.support.rules.answers.catalogue import Catalogue

WORD_OF_FIELD = {
    "area.observed": "country",
    "attach.state": "attach_state",
    "card.state": "card_state",
    "device.apn": "apn_used",
    "device.signal_dbm": "signal",
    "at.csq": "signal",
    "imei.locked": "imei_locked",
    "imei.observed": "imei",
    "network.last_seen_at": "last_seen_at",
    "network.plmn": "network",
    "package.expires_at": "expires_at",
    "package.remaining_bytes": "remaining_bytes",
    "package.state": "package_state",
    "package.total_bytes": "allowance",
    "package.used_bytes": "used_bytes",
    "session.last_request_at": "last_session_at",
    "usage.last_traffic_at": "last_traffic_at",
}


def word_of(field: str) -> str:
    """The catalogue's name of a field or parameter."""
    return WORD_OF_FIELD.get(field, field)


def label_of(words: Catalogue, field: str) -> str | None:
    """What a field is called in this language; None for what is not told."""
    return words.find(f"field.{word_of(field)}")
