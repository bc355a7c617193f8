"""Who has the words for which kind of code: what the tags and filters of the pages say a code by."""

from collections.abc import Mapping
from typing import Any, Final

from simcare.web.staff import anomaly_words, diagnosis_words, field_words, fleet_words, job_words, remedy_words, words
from simcare.web.staff.words import Word

WORDS: Final[Mapping[str, Mapping[str, Word]]] = {
    "remedy_state": remedy_words.STATES,
    "liable": words.LIABLE,
    "liable_to_customers": words.LIABLE_TO_CUSTOMERS,
    "card": words.CARD_STATES,
    "presence": words.PRESENCES,
    "ticket": words.TICKET_STATES,
    "ticket_to_customers": words.TICKET_STATES_TO_CUSTOMERS,
    "severity": words.SEVERITIES,
    "trust": words.TRUST,
    "sending": words.SENDINGS,
    "package": words.PACKAGE_STATES,
    "score": words.SCORES,
    "shun": words.SHUNS,
    "update": words.UPDATES,
    "work": fleet_words.WORK,
    "job": job_words.STATES,
    "job_result": job_words.RESULTS,
    "anomaly": anomaly_words.STATES,
    "coverage": diagnosis_words.COVERAGE,
    "incident": diagnosis_words.INCIDENT_STATES,
    "outcome": diagnosis_words.OUTCOMES,
    "swap": diagnosis_words.RESULTS,
    "pack": diagnosis_words.PACK_STATES,
}
PLAIN_WORDS: Final[Mapping[str, Mapping[str, Any]]] = {  # each dict has texts or lazy translations
    "usage_source": anomaly_words.SOURCES,
    "actor": words.ACTORS,
    "promise": words.PROMISES,
    "role": words.ROLES,
    "whom": remedy_words.WHOM,
    "waits_for": remedy_words.REASONS,
    "cause": remedy_words.CAUSES,
    "remedy": {code: word.name for code, word in remedy_words.REMEDIES.items()},
    "filler": diagnosis_words.FILLERS,
    "grouping": diagnosis_words.GROUPINGS,
    "side": diagnosis_words.SIDES,
    "note": diagnosis_words.NOTES,
    "decision": words.SUPPLIER_DECISIONS,
    "choice": field_words.CHOICES,
}
