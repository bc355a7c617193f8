"""What a platform calls its cards, where that is not their ICCID: looked up once each, since it never changes."""

from collections.abc import Callable, Iterable

from simcare.operators.connectors.facts import Entry, same_card, text
from simcare.operators.errors import CardUnknown


class Directory:
    """The cards of one account. `search` gives those that may be of an ICCID, of which one is, or none."""

    def __init__(
        self, search: Callable[[str], Iterable[Entry]], *, title: str, id_name: str = "id", iccid_name: str = "iccid"
    ) -> None:
        self._search = search
        self._title = title
        self._id_name = id_name
        self._iccid_name = iccid_name
        self._ids: dict[str, str] = {}

    def find(self, iccid: str) -> Entry | None:
        """The card as the platform tells of it now; None where it has none of that ICCID."""
        card = next((card for card in self._search(iccid) if same_card(text(card, self._iccid_name), iccid)), None)
        if card is not None:
            self._ids[iccid] = text(card, self._id_name)
        return card

    def id_of(self, iccid: str) -> str:
        """What the platform calls the card. Raises CardUnknown."""
        if iccid not in self._ids and self.find(iccid) is None:
            raise CardUnknown(f"{self._title} knows no such SIM")
        return self._ids[iccid]
