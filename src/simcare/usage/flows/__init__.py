"""Journeys of usage files: from the disk, from a person, and from an operator's folder."""

from simcare.usage.flows.fetching import fetch_due, look_into
from simcare.usage.flows.loading import JOBS, Outcome, load_files, pieces_of, run_upload

__all__ = ["JOBS", "Outcome", "fetch_due", "load_files", "look_into", "pieces_of", "run_upload"]
