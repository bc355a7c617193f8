"""Every write of the desk, by concept: tickets (open, continue, close), answers (make, send), notes."""
