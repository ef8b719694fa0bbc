"""The night of a day, where this installation chose to work it: an executor of `cycle.executors`."""

import logging

from django.conf import settings

from adimple.cycle import executors, run
from adimple.usecases.context import Context

log = logging.getLogger(__name__)


def plan(ctx: Context) -> None:
    """Plans the day of `ctx`. An executor that fails, however it does, makes the night slower, never missing."""
    if settings.EXECUTOR == "local":
        run.run_night(ctx, ctx.on)
        return
    try:
        with executors.opened(
            settings.EXECUTOR, workers=settings.EXECUTOR_WORKERS, scheduler=settings.DASK_SCHEDULER
        ) as executor:
            run.run_night(ctx, ctx.on, executor=executor)
        return
    except executors.Unavailable as error:
        log.error("executor %s, working here instead: %s", settings.EXECUTOR, error)
    except Exception:  # what is written stays, and is not written twice
        log.exception("executor %s failed, working here instead", settings.EXECUTOR)
    run.run_night(ctx, ctx.on)
