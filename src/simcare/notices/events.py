"""What notices tell the house."""

from dataclasses import dataclass

from simcare.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeEntered(Event):
    """Maintenance was announced: its window, and the cards it covers by platform, networks and ranges."""

    notice_id: int
    platform: str
    networks: list[str]
    ranges: list[str]
    starts_at: str
    ends_at: str


@dataclass(frozen=True, kw_only=True)
class NoticeTakenBack(Event):
    """The announced maintenance will not happen, or not as announced."""

    notice_id: int
