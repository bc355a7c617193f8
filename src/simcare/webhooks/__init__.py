"""Webhooks: what programs of an account are told when it happens, signed, tried for days, and logged."""
