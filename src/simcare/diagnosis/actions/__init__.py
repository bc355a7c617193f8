"""Every write of the diagnosis: examine a card, correct a verdict, enter what was read on a device."""

from simcare.diagnosis.actions.corrections import correct
from simcare.diagnosis.actions.examinations import examine
from simcare.diagnosis.actions.readings import enter_reading, enter_readings

__all__ = ["correct", "enter_reading", "enter_readings", "examine"]
