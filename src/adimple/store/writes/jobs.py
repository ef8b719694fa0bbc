"""A job is asked for, once for each file at a time, or called off before anybody took it."""

from datetime import datetime

from adimple.store import models

CHECK, WRITE = "import.check", "import.write"


def ask(*, kind: str, credor_id: int, import_id: int, account_id: int, at: datetime) -> None:
    """Raises IntegrityError when the file has a job waiting or running: lock the file and look first."""
    models.Job.objects.create(
        kind=kind, credor_id=credor_id, import_file_id=import_id, account_id=account_id, queued_at=at
    )


def call_off(import_id: int, at: datetime) -> bool:
    """Whether there was one that nobody had taken."""
    waiting = models.Job.objects.filter(import_file_id=import_id, state="queued")
    return waiting.update(state="cancelled", ended_at=at) > 0
