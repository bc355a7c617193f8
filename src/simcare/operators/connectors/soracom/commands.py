"""What changes something at Soracom. Each is sent once; its effect is proven by reading back."""

from collections.abc import Mapping

from simcare.operators.connectors.soracom.client import SoracomClient
from simcare.operators.values.platforms import CardRef, Clock, Receipt

UCS2 = 2  # encodingType that carries every script


class SoracomCommands:
    """The commands of one account."""

    _client: SoracomClient
    _now: Clock

    def suspend(self, card: CardRef) -> Receipt:
        """A lasting stop (a temporary one would be deactivate)."""
        return self._order("/sims/{sim_id}/suspend", card)

    def resume(self, card: CardRef) -> Receipt:
        """Back to active."""
        return self._order("/sims/{sim_id}/activate", card)

    def reset_session(self, card: CardRef) -> Receipt:
        """Delete the session, which then reconnects; refused for an offline SIM."""
        return self._order("/sims/{sim_id}/delete_session", card)

    def lock_imei(self, card: CardRef, *, imei: str) -> Receipt:
        """Lock the card to one device."""
        return self._order("/sims/{sim_id}/set_imei_lock", card, {"imei": imei})

    def unlock_imei(self, card: CardRef) -> Receipt:
        """Lift the IMEI lock."""
        return self._order("/sims/{sim_id}/unset_imei_lock", card)

    def send_sms(self, card: CardRef, *, message: str) -> Receipt:
        """Send a text to the device, in UCS-2: at most 70 characters."""
        return self._order("/sims/{sim_id}/send_sms", card, {"encodingType": UCS2, "payload": message})

    def _order(self, path: str, card: CardRef, body: Mapping[str, object] | None = None) -> Receipt:
        answer = self._client.post(path, sim_id=card.iccid, body=body)
        reference = answer.get("messageId", "") if isinstance(answer, dict) else ""
        return Receipt(accepted_at=self._now(), reference=str(reference))
