"""The night of a day, where this installation chose to work it: an executor of `cycle.executors`."""

import logging

from django.conf import settings

from adimple.cycle import executors, run
from adimple.usecases.context import Context

log = logging.getLogger(__name__)


def plan(ctx: Context) -> None:
    """Plans the day of `ctx`. An executor that is out of reach makes the night slower, never missing."""
    try:
        with executors.opened(
            settings.EXECUTOR, workers=settings.EXECUTOR_WORKERS, scheduler=settings.DASK_SCHEDULER
        ) as executor:
            run.run_night(ctx, ctx.on, executor=executor)
    except executors.Unavailable as error:
        log.error("executor %s, working here instead: %s", settings.EXECUTOR, error)
        run.run_night(ctx, ctx.on)
