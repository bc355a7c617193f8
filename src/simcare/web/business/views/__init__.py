"""The pages of the portal, by what they are about. Each reads by queries, or does one action and goes back."""
