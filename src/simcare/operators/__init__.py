"""The outside world of operators: their platforms, what they say of our cards, and what we ask of them.

Words: a *platform* is one account at one operator; *evidence* is one observed fact with source and age; a *command* is
a wanted change, kept before it is sent and done only when reading back proves it.
"""
