"""What changes something at emnify. Each is sent once; its effect is proven by reading back.

States belong to the SIM; lock, reset and texts to the endpoint that it is in.
"""

from simcare.operators.connectors.emnify.client import EmnifyClient
from simcare.operators.values.platforms import CardRef, Clock, Receipt

ACTIVATED, SUSPENDED = 1, 2  # ids of the states of a SIM
SOURCE = "SIMCARE"  # the sender of a text, as the device sees it
GSM, UCS2 = 0, 8  # data coding schemes (3GPP TS 23.038)


class EmnifyCommands:
    """The commands of one workspace."""

    _client: EmnifyClient
    _now: Clock

    def suspend(self, card: CardRef) -> Receipt:
        """Suspend the SIM, for which nothing is charged any more."""
        return self._order("PATCH", self._client.path_of(card.iccid), {"status": {"id": SUSPENDED}})

    def resume(self, card: CardRef) -> Receipt:
        """Activate the SIM again."""
        return self._order("PATCH", self._client.path_of(card.iccid), {"status": {"id": ACTIVATED}})

    def reset_session(self, card: CardRef) -> Receipt:
        """End the session and cancel the location, so that the device attaches anew; accepted means queued."""
        path = self._client.endpoint_path(card.iccid, "/connectivity")
        return self._order("PATCH", path, {"pdp_context": True, "location": True})

    def lock_imei(self, card: CardRef, *, imei: str) -> Receipt:
        """Let the endpoint be this device only."""
        return self._order("PATCH", self._client.endpoint_path(card.iccid), {"imei": imei, "imei_lock": True})

    def unlock_imei(self, card: CardRef) -> Receipt:
        """Let the endpoint be any device."""
        return self._order("PATCH", self._client.endpoint_path(card.iccid), {"imei_lock": False})

    def send_sms(self, card: CardRef, *, message: str) -> Receipt:
        """Send a text to the device: 160 characters of ASCII, or 70 of any script."""
        body = {"source_address": SOURCE, "payload": message, "dcs": GSM if message.isascii() else UCS2}
        return self._order("POST", self._client.endpoint_path(card.iccid, "/sms"), body)

    def _order(self, method: str, path: str, body: object) -> Receipt:
        self._client.send(method, path, json=body)
        return Receipt(accepted_at=self._now())
