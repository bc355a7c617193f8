"""Every write to cards, by concept: stock (cards and whose they are), states, imports from files."""
