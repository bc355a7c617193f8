"""The pure heart: `diagnose(bundle, terms)` and what it stands on. No clock, no network, no database."""
