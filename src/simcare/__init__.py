"""Simcare: the after-sales desk of an IoT SIM-card provider. The map of the house is docs/map.md."""
