"""Chance that repeats itself."""

from random import Random


def dice(*names: object) -> Random:
    """The same throws for the same names."""
    return Random(" ".join(map(str, ("lippu sample desk", *names))))  # noqa: S311, nothing here is a secret
