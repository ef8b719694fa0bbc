"""How long the shards of a night took, by phase: machine time, for who operates; no decision rests on it."""

from datetime import date, timedelta

from adimple.store import models

KEPT = timedelta(days=30)


def keep(night: int, on: date, *, read_s: float, plan_s: float, write_s: float) -> None:
    """Of one shard, wherever it was worked. Those of long ago leave."""
    models.NightTime.objects.filter(on__lt=on - KEPT).delete()
    models.NightTime.objects.create(
        night=night, on=on, read_ms=round(read_s * 1000), plan_ms=round(plan_s * 1000), write_ms=round(write_s * 1000)
    )
