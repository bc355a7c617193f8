"""What changes something at EIOTCLUB. Each is sent once; its effect is proven by reading back."""

from simcare.operators.connectors.eiotclub.client import EiotclubClient
from simcare.operators.values.platforms import CardRef, Clock, Receipt


class EiotclubCommands:
    """The commands of one account."""

    _client: EiotclubClient
    _now: Clock

    def reset_session(self, card: CardRef) -> Receipt:
        """End the session by cancelLocation."""
        return self._receipt(self._client.order("/api/v3/card/cancelLocation", iccid=card.iccid))

    def lock_imei(self, card: CardRef, *, imei: str) -> Receipt:
        """Bind the card to one device."""
        return self._receipt(self._client.order("/api/v3/card/bindDevice", iccid=card.iccid, imei=imei))

    def unlock_imei(self, card: CardRef) -> Receipt:
        """Lift the IMEI lock."""
        return self._receipt(self._client.order("/api/v3/card/imeiUnlock", iccid=card.iccid))

    def admit_imei(self, *, imei: str, group_id: str) -> Receipt:
        """Add a device to a lock group that several cards share (plockAddImei)."""
        return self._receipt(self._client.order("/api/v3/card/plockAddImei", imei=imei, plockGroupId=group_id))

    def send_sms(self, card: CardRef, *, message: str) -> Receipt:
        """Send a text to the device."""
        return self._receipt(self._client.order("/api/v3/sms/sendSms", iccid=card.iccid, message=message))

    def switch_operator(self, card: CardRef, *, network: str, imsi: str) -> Receipt:
        """Move to another network; `networks` of switchOptions lists what may be chosen."""
        data = self._client.order("/api/v3/card/switchOperator", iccid=card.iccid, network=network, imsi=imsi)
        return self._receipt(data)

    def switch_options(self, card: CardRef) -> list[tuple[str, str]]:
        """The networks and IMSIs that the card may move to."""
        data = self._client.read("/api/v3/card/switchOptions", iccid=card.iccid)
        entries = data if isinstance(data, list) else []
        return [(str(entry.get("network", "")), str(entry.get("imsi", ""))) for entry in entries]

    def _receipt(self, data: object) -> Receipt:
        reference = data.get("taskId") or data.get("orderNumber") if isinstance(data, dict) else None
        return Receipt(accepted_at=self._now(), reference=str(reference or ""))
