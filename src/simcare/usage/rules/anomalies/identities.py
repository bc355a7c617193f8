"""Where a card is and what it sits in: a new country, a new network, another device."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simcare.usage.rules.anomalies.anomaly import Kind
from simcare.usage.rules.anomalies.memory import Mask

Networks = NDArray[np.int32]
Imeis = NDArray[np.int64]
Kinds = NDArray[np.int8]

KEPT: Final = 8
"""Networks remembered of a card; the oldest makes room."""
_A_COUNTRY: Final = 1000  # networks are mcc * 1000 + mnc, whatever the length of the MNC
_SURE: Final = 10.0
_SAME_MODEL_SCORE: Final = 6.0
_TAC: Final = 10**7  # of an IMEI of 15 digits: what is left of it is the type allocation code


@dataclass(frozen=True)
class Known:
    """What was seen of each card: `networks` is (KEPT, cards), 0 where none; `imei` 0 until one was seen."""

    networks: Networks
    imei: Imeis

    @classmethod
    def blank(cls, cards: int) -> "Known":
        """Of cards that were never seen."""
        return cls(np.zeros((KEPT, cards), np.int32), np.zeros(cards, np.int64))


def packed(mcc: int, mnc: int) -> int:
    """A network as the columns hold it."""
    return mcc * _A_COUNTRY + mnc


def meet_networks(known: Known, networks: Networks) -> tuple[Kinds, NDArray[np.float32]]:
    """Which cards are in a network that they were never in, and the score; then it is known.

    One network a card, 0 for none; several of one day come in as many calls. The first one ever is no news. A card that
    has been in many countries is a traveller: each next one says less.
    """
    countries = known.networks // _A_COUNTRY
    is_known = (known.networks == networks).any(axis=0)
    in_known_country = (countries == networks // _A_COUNTRY).any(axis=0)
    is_news = (networks > 0) & ~is_known
    told = is_news & (known.networks[0] > 0)
    kinds = np.where(in_known_country, Kind.NEW_NETWORK, Kind.NEW_COUNTRY)
    seen = np.maximum((known.networks > 0).sum(axis=0), 1)
    score = _SURE / seen * np.where(in_known_country, 0.5, 1)
    cards = np.flatnonzero(is_news)
    known.networks[1:, cards] = known.networks[:-1, cards]
    known.networks[0, cards] = networks[cards]
    return np.where(told, kinds, Kind.NOTHING).astype(np.int8), np.where(told, score, 0).astype(np.float32)


def meet_imeis(known: Known, imeis: Imeis) -> tuple[Mask, NDArray[np.float32]]:
    """Which cards sit in another device than before, and the score; then the new one is known. 0 says nothing.

    A device of the same model is likelier a repair than a theft and scores less.
    """
    changed = (imeis > 0) & (known.imei > 0) & (imeis != known.imei)
    same_model = imeis // _TAC == known.imei // _TAC
    score = np.where(changed, np.where(same_model, _SAME_MODEL_SCORE, _SURE), 0)
    np.copyto(known.imei, imeis, where=imeis > 0)
    return np.asarray(changed, np.bool_), score.astype(np.float32)
