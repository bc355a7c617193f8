"""The cards a platform holds: one record per ICCID, with what the network saw of it."""

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from simulator.times import fixed

Record = dict[str, Any]  # what a script writes and JSON carries


@dataclass
class Card:
    """One SIM card as its platform knows it. Times are ISO texts in UTC; None means never."""

    iccid: str
    platform: str = "eiotclub"
    imsi: str = ""
    msisdn: str = ""
    imei: str = ""
    imei_lock: str = ""
    equipment: str = ""  # what it is in, of KINDS of traffic.py; else one of these by turn
    state: str = "active"  # ready, not_activated, active, suspended, standby, inactive, terminated
    apn: str = "em"
    mcc: str = "460"
    mnc: str = "00"
    radio: str = "LTE"
    online: bool = False
    session_since: str | None = None
    last_registered: str | None = None
    pings_answered: bool = True
    throttled: bool = False
    packages: list[Record] = field(default_factory=list)
    usage: list[Record] = field(default_factory=list)
    events: list[Record] = field(default_factory=list)
    rejects: list[Record] = field(default_factory=list)
    history: list[Record] = field(default_factory=list)
    networks: list[Record] = field(default_factory=list)
    sms: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The first 19 characters: the same card in either spelling of its ICCID."""
        return self.iccid[:19]

    def patched(self, changes: Record) -> "Card":
        """The card with the scripted changes; an unknown field is an error in the script."""
        unknown = set(changes) - {known.name for known in fields(Card)}
        if unknown:
            raise ValueError(f"a card has no field {', '.join(sorted(unknown))}")
        return replace(self, **changes)


def made(record: Record) -> Card:
    """A card from a script's record: its scenario first, then the fields written beside it."""
    from simulator.scenarios import SCENARIOS  # the scenarios build on Card

    changes = dict(record)
    platform = changes.get("platform", "eiotclub")
    scenario = changes.pop("scenario", "healthy")
    if scenario not in SCENARIOS:
        raise ValueError(f"there is no scenario {scenario}; there are {', '.join(sorted(SCENARIOS))}")
    if not changes.get("iccid"):
        raise ValueError("a card needs an iccid")
    base = Card(**_numbers(changes["iccid"]), platform=platform).patched(SCENARIOS[scenario](changes["iccid"]))
    complete = fixed(asdict(base.patched(changes)))
    assert isinstance(complete, dict)
    return Card(**complete)


def _numbers(iccid: str) -> Record:
    """Identifiers that follow from the ICCID, so that a script needs to write only that."""
    digits = "".join(character for character in iccid if character.isdigit())[-9:].rjust(9, "0")
    return {
        "iccid": iccid,
        "imsi": f"460048{digits}",
        "msisdn": f"8614{digits}",
        "imei": f"86{digits}0001"[:15],
    }
