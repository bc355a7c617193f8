"""One signed call: HTTP status, then the body's own code, each turned into data or an error."""

import secrets
from collections.abc import Mapping

from simcare.kernel.outbound import Busy, Outbound, OutcomeUnknown, Rejected
from simcare.operators.connectors.eiotclub.signing import signed
from simcare.operators.connectors.retrying import repeated
from simcare.operators.errors import BadCredentials, CardUnknown
from simcare.operators.values.platforms import Clock, Gate

SUCCESS = "200"
_REFUSALS: dict[str, type[BadCredentials | CardUnknown]] = {
    "401": BadCredentials,
    "403": BadCredentials,
    "NOT_FOUND": CardUnknown,
}


class EiotclubClient:
    """Speaks for one account. `read` may repeat a call; `order` never does."""

    def __init__(self, *, base_url: str, appkey: str, secret: str, outbound: Outbound, gate: Gate, now: Clock) -> None:
        self._base_url = base_url.rstrip("/")
        self._appkey = appkey
        self._secret = secret
        self._outbound = outbound
        self._gate = gate
        self._now = now

    def read(self, path: str, **parameters: str) -> object:
        """The `data` of a call that changes nothing."""
        return repeated(lambda: self._call(path, parameters))

    def order(self, path: str, **parameters: str) -> object:
        """The `data` of a call that changes something: sent once. `OutcomeUnknown` means: read back first."""
        return self._call(path, parameters)

    def _call(self, path: str, parameters: Mapping[str, str]) -> object:
        nonce = f"{secrets.randbelow(90_000) + 10_000}"
        body = signed(parameters, appkey=self._appkey, secret=self._secret, at=self._now(), nonce=nonce)
        with self._gate.call():
            answer = self._outbound.request("POST", self._base_url + path, json=body).checked().json()
            return _data(answer)


def _data(answer: object) -> object:
    """The data of a success. The platform answers HTTP 200 for its errors too, and its code is a text or a number."""
    if not isinstance(answer, dict) or "code" not in answer:
        raise OutcomeUnknown("answered JSON of another shape")
    code = str(answer["code"])
    if code == SUCCESS:
        return answer.get("data")
    if code == "429":
        raise Busy("answered with code 429")
    if code.isdigit() and code.startswith("5") and len(code) == 3:
        raise OutcomeUnknown(f"answered with code {code}")
    raise _REFUSALS.get(code, Rejected)(f"refused with code {code[:20]}", platform_code=code[:20])
