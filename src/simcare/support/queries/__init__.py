"""Reads of the desk: the inbox and whole tickets (`tickets`)."""
