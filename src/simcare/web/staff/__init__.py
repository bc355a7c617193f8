"""The staff console: inbox, tickets with the card and its diagnosis, cards, accounts, policies, quarantine, audit."""
