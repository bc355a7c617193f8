"""`simcare usage`: what cards have used, taken from files, and what is unusual about it."""

import click


@click.group()
def command() -> None:
    """Usage of cards."""
