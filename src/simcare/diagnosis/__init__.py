"""Diagnosis: what is wrong with a card, who is liable and what to do next, from dated evidence and nothing else.

Words: a *check* is one row of checks.csv with one predicate; it *matches* or not; a match with its evidence is a
*finding*; findings in order make a *verdict*. Owns the verdicts and the device-side readings. Invariants: stale or
missing evidence never decides, silence never blames the equipment, a verdict is never edited but superseded.
"""
