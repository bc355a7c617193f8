"""The desk itself: tickets with their people and cards, the first responder, and the words of its answers.

Words: a *ticket* is one request, a *party* one person on it, an *entry* one line of its timeline,
an *answer* the text a customer receives.
"""
