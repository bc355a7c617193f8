"""Decisions and arithmetic of the operators' world, pure."""
