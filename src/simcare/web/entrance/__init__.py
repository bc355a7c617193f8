"""The way in: password, passkey, second factor, links that open once; who is here, and until when.

Staff only, and nobody signs up by themselves (security.md D9, D11).
"""
