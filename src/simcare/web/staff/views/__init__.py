"""The pages of the console, by what they are about. Each reads by queries, or does one action and goes back."""
