"""The roof: settings, URLs, and how the processes start."""
