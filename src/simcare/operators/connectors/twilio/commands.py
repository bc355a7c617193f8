"""What changes something at Twilio. Each is sent once; its effect is proven by reading back."""

from simcare.operators.connectors.facts import text
from simcare.operators.connectors.twilio.client import TwilioClient
from simcare.operators.values.platforms import CardRef, Clock, Receipt


class TwilioCommands:
    """The commands of one account."""

    _client: TwilioClient
    _now: Clock

    def suspend(self, card: CardRef) -> Receipt:
        """To inactive: the SIM can't attach. It may be scheduled for a while first."""
        return self._turn(card, "inactive")

    def resume(self, card: CardRef) -> Receipt:
        """Back to active."""
        return self._turn(card, "active")

    def send_sms(self, card: CardRef, *, message: str) -> Receipt:
        """Send a text to the device: at most 160 characters."""
        form = {"Sim": self._client.sims.id_of(card.iccid), "Payload": message}
        sent = self._client.send("POST", "/SmsCommands", form=form)
        return Receipt(accepted_at=self._now(), reference=text(sent, "sid") if isinstance(sent, dict) else "")

    def _turn(self, card: CardRef, status: str) -> Receipt:
        self._client.update(card.iccid, {"Status": status})
        return Receipt(accepted_at=self._now())
