"""The arithmetic of working time. Pure: no database, no network, no present moment."""
