"""Clocks with their pauses, what accounts agreed on, and who is on call."""

from simcare.clocks.models.agreements import Agreement
from simcare.clocks.models.clocks import Clock, Pause
from simcare.clocks.models.rotas import Rota, RotaSwap, RotaTurn

__all__ = ["Agreement", "Clock", "Pause", "Rota", "RotaSwap", "RotaTurn"]
