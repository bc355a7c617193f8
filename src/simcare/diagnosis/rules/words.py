"""Words of platforms in ours: card states (operator-platforms.md section 4) and radio technologies."""

_STATES = {
    "not_activated": "new issued provisioned non_activated_name inventory",
    "ready": "activation_ready_name test_ready",
    "active": "activated activated_name enabled live",
    "suspended": "inactive disabled paused deactivated deactivated_name paused_user paused_sys blocked",
    "terminated": "retired retired_name purged deleted",
    "changing": "scheduled registering enabling disabling setting_standby pending",
}
_RATS = {
    "GSM": "2G GPRS EDGE",
    "UMTS": "3G WCDMA HSPA",
    "LTE": "4G E-UTRAN",
    "LTE-M": "LTEM CAT-M CAT-M1 CATM CATM1 EMTC LTE-CAT-M1",
    "NB-IOT": "NB NBIOT NB1 NB2 CAT-NB1 CAT-NB2",
    "NR": "5G 5GNR NR5G",
}
_STATE_OF = {word: state for state, words in _STATES.items() for word in words.split()}
_RAT_OF = {word: rat for rat, words in _RATS.items() for word in words.split()}


def plain_state(word: str) -> str:
    """Our state for a platform's word in lower case with underscores; an unlisted word stays as it is."""
    return _STATE_OF.get(word, word)


def plain_rat(word: object) -> str:
    """One spelling per radio technology."""
    upper = str(word).strip().upper().replace("_", "-").replace(" ", "-")
    return _RAT_OF.get(upper, upper)
