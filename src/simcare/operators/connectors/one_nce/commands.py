"""What changes something at 1NCE. Each is sent once; its effect is proven by reading back.

A change names the whole card: what it leaves out goes back to its default, so that a card that is suspended without its
lock would lose it. Therefore the card is read first and sent with one thing changed.
"""

from simcare.operators.connectors.facts import text
from simcare.operators.connectors.one_nce.client import OneNceClient, card_path
from simcare.operators.errors import Unsupported
from simcare.operators.values.platforms import CardRef, Clock, Function, Receipt

SOURCE = "SIMCARE"  # the sender of a text; the network does not use it
GSM, UCS2 = 0, 8  # data coding schemes (3GPP TS 23.038)


class OneNceCommands:
    """The commands of one account."""

    _client: OneNceClient
    _now: Clock

    def suspend(self, card: CardRef) -> Receipt:
        """Disable the card."""
        return self._change(card, status="Disabled")

    def resume(self, card: CardRef) -> Receipt:
        """Enable the card."""
        return self._change(card, status="Enabled")

    def lock_imei(self, card: CardRef, *, imei: str) -> Receipt:
        """Lock the card to the device that it is in: 1NCE knows no other lock. Raises Unsupported for another."""
        known = text(self._client.of_card(card.iccid), "imei")
        if known[:14] != imei[:14]:
            raise Unsupported(
                "1NCE locks a card only to the device that it is in, which is another one",
                function=Function.LOCK_IMEI.value,
            )
        return self._change(card, imei_lock=True)

    def unlock_imei(self, card: CardRef) -> Receipt:
        """Lift the IMEI lock."""
        return self._change(card, imei_lock=False)

    def reset_session(self, card: CardRef) -> Receipt:
        """Reset the connection; accepted means queued."""
        self._client.send("POST", card_path(card.iccid, "/reset"))
        return Receipt(accepted_at=self._now())

    def send_sms(self, card: CardRef, *, message: str) -> Receipt:
        """Send a text to the device: 160 characters of ASCII, or 70 of any script."""
        body = {"source_address": SOURCE, "payload": message, "dcs": GSM if message.isascii() else UCS2}
        self._client.send("POST", card_path(card.iccid, "/sms"), json=body)
        return Receipt(accepted_at=self._now())

    def _change(self, card: CardRef, **wanted: object) -> Receipt:
        now = self._client.of_card(card.iccid)
        kept = {name: now[name] for name in ("iccid", "label", "imei_lock", "status") if now.get(name) is not None}
        self._client.send("PUT", card_path(card.iccid), json={**kept, **wanted})
        return Receipt(accepted_at=self._now())
