"""What changes something at Telnyx. Each is sent once; a change of state is an action that is done later.

Its effect is proven by reading back. What answers to it is the action's id, kept as the reference.
"""

from simcare.operators.connectors.facts import text
from simcare.operators.connectors.telnyx.client import TelnyxClient
from simcare.operators.values.platforms import CardRef, Clock, Receipt


class TelnyxCommands:
    """The commands of one account."""

    _client: TelnyxClient
    _now: Clock

    def suspend(self, card: CardRef) -> Receipt:
        """Disable the card."""
        return self._order("POST", card, "/actions/disable")

    def resume(self, card: CardRef) -> Receipt:
        """Enable the card."""
        return self._order("POST", card, "/actions/enable")

    def lock_imei(self, card: CardRef, *, imei: str) -> Receipt:
        """Let the card work in this device only."""
        return self._order("PATCH", card, body={"authorized_imeis": [imei]})

    def unlock_imei(self, card: CardRef) -> Receipt:
        """Let the card work in any device."""
        return self._order("PATCH", card, body={"authorized_imeis": None})

    def _order(self, method: str, card: CardRef, path: str = "", body: object = None) -> Receipt:
        answer = self._client.send(method, self._client.path_of(card.iccid, path), json=body)
        action = answer.get("data") if path and isinstance(answer, dict) else None
        return Receipt(accepted_at=self._now(), reference=text(action, "id") if isinstance(action, dict) else "")
