"""Files and messages that were kept and never read, because the program stopped in between: looked for each minute."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from adimple.usecases.finish_raw import finish_raw
from adimple.worker import daily

FIRST_LOOK_SECONDS = 3
END_SECONDS = 10

log = logging.getLogger(__name__)


@contextmanager
def finishing(stop: threading.Event) -> Iterator[None]:
    """Until `stop` is set."""
    with daily.looking(
        stop,
        lambda ctx: log.info("raw payloads finished: %s", finish_raw(ctx)),
        name="intake",
        actor="recebimentos",
        first_look_seconds=FIRST_LOOK_SECONDS,
        end_seconds=END_SECONDS,
    ):
        yield
