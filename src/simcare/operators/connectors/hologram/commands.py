"""What changes something at Hologram. Each is sent once; its effect is proven by reading back."""

from urllib.parse import quote

from simcare.operators.connectors.facts import text
from simcare.operators.connectors.hologram.client import HologramClient
from simcare.operators.errors import CardUnknown
from simcare.operators.values.platforms import CardRef, Clock, Receipt


class HologramCommands:
    """The commands of one organisation."""

    _client: HologramClient
    _now: Clock

    def suspend(self, card: CardRef) -> Receipt:
        """Pause the SIM."""
        return self._turn(card, "pause")

    def resume(self, card: CardRef) -> Receipt:
        """Let a paused SIM live again, which takes some minutes."""
        return self._turn(card, "live")

    def send_sms(self, card: CardRef, *, message: str) -> Receipt:
        """Send a text to the device. A text goes to a device, not to its SIM: raises CardUnknown for a SIM without."""
        link = self._client.links.find(card.iccid)
        device = text(link, "deviceid") if link else ""
        if not device.isdigit() or not int(device):
            raise CardUnknown("Hologram knows no device of this SIM")
        self._client.order("/sms/incoming", {"deviceid": int(device), "body": message})
        return Receipt(accepted_at=self._now())

    def _turn(self, card: CardRef, state: str) -> Receipt:
        link = quote(self._client.links.id_of(card.iccid), safe="")
        self._client.order(f"/links/cellular/{link}/state", {"state": state})
        return Receipt(accepted_at=self._now())
