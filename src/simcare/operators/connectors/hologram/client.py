"""Calls to the Hologram API with the account's key; a SIM is a cellular link with an id of Hologram's own."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import ClassVar

from simcare.kernel.outbound import Outbound, Rejected
from simcare.operators.connectors.directory import Directory
from simcare.operators.connectors.facts import Entry, entries, flag, text
from simcare.operators.connectors.rest import RestClient
from simcare.operators.values.platforms import Gate

PAGE = 1000


class HologramClient(RestClient):
    """Speaks for one organisation; `links` knows the id by which a SIM is addressed."""

    title: ClassVar[str] = "Hologram"

    def __init__(self, *, base_url: str, api_key: str, org_id: str, outbound: Outbound, gate: Gate) -> None:
        pair = b64encode(f"apikey:{api_key}".encode()).decode()
        super().__init__(base_url=base_url, outbound=outbound, gate=gate, headers={"Authorization": f"Basic {pair}"})
        self._org = {"orgid": org_id}
        self.links = Directory(self._search, title=self.title, iccid_name="sim")

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Entry]]:
        """The pages of a list; the next one begins after the last entry of this one."""
        asked = {**self._org, **query, "limit": str(PAGE)}
        continues = True
        while continues:
            answer = _succeeded(self.get(path, query=asked))
            page = entries(answer, "data")
            yield page
            continues = bool(page and flag(answer, "continues"))
            asked["startafter"] = text(page[-1], "id") if page else ""

    def order(self, path: str, body: Mapping[str, object]) -> Entry:
        """A call that changes something: sent once."""
        return _succeeded(self.send("POST", path, json=body))

    def _search(self, iccid: str) -> list[Entry]:
        return next(self.pages("/links/cellular", {"sim": iccid}), [])


def _succeeded(answer: object) -> Entry:
    """The answer of a success. Hologram says in the body, too, whether it is one."""
    told = answer if isinstance(answer, dict) else {}
    if flag(told, "success") is False:
        raise Rejected("refused by Hologram")
    return told
