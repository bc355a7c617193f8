"""Journeys of messaging that need several actions in order."""
