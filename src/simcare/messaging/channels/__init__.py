"""The ways messages come and go, one folder each, all of one shape."""
