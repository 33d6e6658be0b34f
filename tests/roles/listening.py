"""What the people who run the desk get to see: log lines as they are written, and what functions die of."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.telemetry import log
from tests.roles.canaries import OPERATOR_LOG, Aviary

# our own loggers in full; of libraries what Lambda writes without being asked to
LEVELS = {"lippu": logging.DEBUG, "chalicelib": logging.DEBUG, "": logging.WARNING}


class _Witness(logging.Handler):
    def __init__(self, aviary: Aviary) -> None:
        super().__init__(logging.DEBUG)
        self._aviary = aviary
        self.setFormatter(log.registered_formatter)

    def emit(self, record: logging.LogRecord) -> None:
        self._aviary.witness("log line", record.name, OPERATOR_LOG, self.format(record))


@contextmanager
def listening(aviary: Aviary) -> Iterator[None]:
    """Every log line becomes a place."""
    witness = _Witness(aviary)
    loggers = [logging.getLogger(name) for name in LEVELS]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger, level in zip(loggers, LEVELS.values(), strict=True):
        logger.setLevel(level)
        logger.propagate = False
        logger.addHandler(witness)
    try:
        yield
    finally:
        for logger, (level, propagate) in zip(loggers, before, strict=True):
            logger.setLevel(level)
            logger.propagate = propagate
            logger.removeHandler(witness)


@contextmanager
def dying(aviary: Aviary, where: str) -> Iterator[None]:
    """A function may raise inside: Lambda then writes the whole chain of exceptions to the log."""
    try:
        yield
    except Exception as error:
        witness_death(aviary, where, error)


def witness_death(aviary: Aviary, where: str, error: Exception) -> None:
    aviary.witness("exception", where, OPERATOR_LOG, "".join(traceback.format_exception(error)))
