"""Cards: the SIM cards of the provider, what they are called, where they are and whose they are.

Owns products, batches, cards with their states and dated assignments, equipment and its supplier, and the rules of the
identifiers: ICCID, IMSI, IMEI, MSISDN. A card is known by the first 19 characters of its ICCID, never by its IMSI or
number.
"""
