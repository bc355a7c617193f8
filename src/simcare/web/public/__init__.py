"""Pages for people without a sign-in: they need no script, show one thing, and are found by nobody who searches."""
