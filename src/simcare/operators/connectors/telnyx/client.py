"""Calls to the Telnyx API v2 with the account's key; a SIM card is addressed by an id of Telnyx's own."""

from collections.abc import Iterator, Mapping
from typing import ClassVar
from urllib.parse import quote

from simcare.kernel.outbound import Outbound
from simcare.operators.connectors.directory import Directory
from simcare.operators.connectors.facts import Entry, entries, text
from simcare.operators.connectors.rest import RestClient
from simcare.operators.values.platforms import Gate

PAGE = 250
"""The most that a page holds."""
ICCID_LENGTH = 19  # the search is for a part, so that the form without the check digit finds both


class TelnyxClient(RestClient):
    """Speaks for one account; `cards` knows the id by which a card is addressed."""

    title: ClassVar[str] = "Telnyx"

    def __init__(self, *, base_url: str, api_key: str, outbound: Outbound, gate: Gate) -> None:
        headers = {"Authorization": f"Bearer {api_key}"}
        super().__init__(base_url=base_url, outbound=outbound, gate=gate, headers=headers)
        self.cards = Directory(self._search, title=self.title)

    def path_of(self, iccid: str, path: str = "") -> str:
        """Where the card is, or something of it. Raises CardUnknown."""
        return f"/sim_cards/{quote(self.cards.id_of(iccid), safe='')}{path}"

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Entry]]:
        """The pages of a list."""
        number, is_last = 1, False
        while not is_last:
            page = self.page(path, {**query, "page[number]": str(number)})
            yield page
            number, is_last = number + 1, len(page) < PAGE

    def page(self, path: str, query: Mapping[str, str]) -> list[Entry]:
        """One page of a list."""
        return entries(self.get(path, query={"page[size]": str(PAGE), **query}), "data")

    def _search(self, iccid: str) -> list[Entry]:
        return self.page("/sim_cards", {"filter[iccid]": iccid[:ICCID_LENGTH]})

    def _code_of(self, refusal: Entry) -> str:
        return next((text(error, "code") for error in entries(refusal, "errors")), "")
