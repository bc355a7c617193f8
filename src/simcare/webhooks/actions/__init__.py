"""Every write to webhooks: endpoints, what is to be sent to them, and the sending."""
