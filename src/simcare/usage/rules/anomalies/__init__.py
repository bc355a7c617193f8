"""Abnormal traffic: what a card usually does, and what it did that it usually does not.

All rules run over columns: one call looks at one hour of any number of cards (decision 16). They are causal: what is
said of an hour follows from that hour and those before it.
"""
