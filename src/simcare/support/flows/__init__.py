"""The journeys of the desk: a complaint comes in, its cards are looked into, an answer is made."""
