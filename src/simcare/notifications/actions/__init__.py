"""Every write to notifications."""
