"""How a mail is read: pure functions from bytes and texts to values; they know no clock, database or network."""
