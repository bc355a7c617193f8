"""What may be asked about usage."""
