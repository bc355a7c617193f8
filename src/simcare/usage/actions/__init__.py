"""What may be done with usage."""
