"""Notices: maintenance that an operator or we have announced, with its window and the cards it covers.

Today a person types one in; parsing them out of mails comes to this module later. Invariant: a notice is never
deleted; one that does not hold any more is withdrawn.
"""
