"""The portal of business accounts: their cards as they are now, their tickets, their people. One account at a time."""
