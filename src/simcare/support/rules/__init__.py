"""Decisions of the desk on plain values: what is said, to whom, and what may be sent without a person."""
