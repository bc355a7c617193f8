"""Doors for machines: mail comes in, live events go out. They hand on and decide nothing."""
