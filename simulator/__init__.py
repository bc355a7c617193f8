"""A stand-in for two operators' platforms: the EIOTCLUB Open API v3 and part of the Soracom API, over HTTP.

It keeps state card by card, checks signatures and the rate limit as the real ones do, can be told to fail, and
writes its own books of every call and every effect, so that tests can compare what the product believes with what
happened. It imports nothing from the product. Run: `python -m simulator --port 8600 [--script FILE] [--seed N]`.
"""
