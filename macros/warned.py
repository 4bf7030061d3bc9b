"""What a library logs as a warning or worse while we use it: in strict work each of them refuses the result."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def warnings_of(logger: str) -> Iterator[list[str]]:
    """The messages, as they come, that ``logger`` and those below it say at WARNING or above."""
    handler = _Collector()
    logging.getLogger(logger).addHandler(handler)
    try:
        yield handler.messages
    finally:
        logging.getLogger(logger).removeHandler(handler)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
