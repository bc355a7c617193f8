"""What diagnosis keeps: verdicts, readings from devices, swap tests with their photos, and incidents."""

from simcare.diagnosis.models.incidents import Incident, IncidentCard, PeerCount, Round
from simcare.diagnosis.models.swaps import SwapPhoto, SwapTest
from simcare.diagnosis.models.verdicts import Reading, Verdict

__all__ = [
    "Incident",
    "IncidentCard",
    "PeerCount",
    "Reading",
    "Round",
    "SwapPhoto",
    "SwapTest",
    "Verdict",
]
