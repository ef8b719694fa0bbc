"""Notes at the first boot which key seals this database."""

from datetime import datetime

from adimple.store import models, sealing


def mark_installation(now: datetime) -> bool:
    """Writes the key's fingerprint once in the life of a database; whether today's key is that one."""
    mine = sealing.fingerprint()
    noted = models.Installation.objects.values_list("key_fingerprint", flat=True).first()
    if noted is None:
        first = models.Installation(id=1, key_fingerprint=mine, created_at=now)
        models.Installation.objects.bulk_create([first], ignore_conflicts=True)  # of two first boots one writes
        noted = models.Installation.objects.values_list("key_fingerprint", flat=True).get()
    return noted == mine
