"""Arithmetic on usage: plain values in, plain values out."""
