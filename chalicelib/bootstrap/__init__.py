"""Builds adapters and use cases, once for each process.

Each is made when it is first asked for: a function pays at its start only for what it uses.
"""

from functools import cache

from chalicelib.bootstrap.use_cases import Desk as Desk
from chalicelib.settings import Settings


def build(settings: Settings) -> Desk:
    return Desk(settings)


@cache
def desk() -> Desk:
    """The desk of this process, set up from the environment when it is first asked for."""
    return build(Settings.from_env())
