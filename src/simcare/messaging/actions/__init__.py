"""Every write to messaging, by concept: raw mail (keep, replay), intake (read and store), outgoing (write and send)."""
