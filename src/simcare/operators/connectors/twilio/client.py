"""Calls to Super SIM with the account's key: forms in, JSON out, pages by their token."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import ClassVar
from urllib.parse import parse_qsl, quote, urlsplit

from simcare.kernel.outbound import Outbound
from simcare.operators.connectors.directory import Directory
from simcare.operators.connectors.facts import Entry, entries, text
from simcare.operators.connectors.rest import RestClient
from simcare.operators.values.platforms import Gate

PAGE = 1000
"""The most that a page holds."""


class TwilioClient(RestClient):
    """Speaks for one account; `sims` knows the SID by which a SIM is addressed."""

    title: ClassVar[str] = "Twilio"

    def __init__(self, *, base_url: str, account_sid: str, auth_token: str, outbound: Outbound, gate: Gate) -> None:
        pair = b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        super().__init__(base_url=base_url, outbound=outbound, gate=gate, headers={"Authorization": f"Basic {pair}"})
        self.sims = Directory(self._search, title=self.title, id_name="sid")

    def update(self, iccid: str, form: Mapping[str, str]) -> object:
        """Change a SIM, by one call that is sent once."""
        return self.send("POST", f"/Sims/{quote(self.sims.id_of(iccid), safe='')}", form=form)

    def pages(self, name: str, path: str, query: Mapping[str, str]) -> Iterator[list[Entry]]:
        """The pages of a list. Of the address of the next one only its parameters are taken, never its host."""
        asked: Mapping[str, str] | None = {**query, "PageSize": str(PAGE)}
        while asked:
            answer = self.get(path, query=asked)
            yield entries(answer, name)
            meta = answer.get("meta") if isinstance(answer, dict) else None
            next_url = text(meta, "next_page_url") if isinstance(meta, dict) else ""
            asked = dict(parse_qsl(urlsplit(next_url).query))

    def _search(self, iccid: str) -> list[Entry]:
        return next(self.pages("sims", "/Sims", {"Iccid": iccid}), [])

    def _code_of(self, refusal: Entry) -> str:
        return text(refusal, "code")
