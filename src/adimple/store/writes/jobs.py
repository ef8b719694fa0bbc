"""A job is asked for, once for each file at a time, or called off before anybody took it."""

from datetime import datetime

from adimple.store import models

CHECK, WRITE = "import.check", "import.write"
RETORNO, RELEASE = "retorno.take", "retorno.release"
_LIVE = ("queued", "running")


def ask(*, kind: str, credor_id: int, import_id: int, account_id: int, at: datetime) -> None:
    """Raises IntegrityError when the file has a job waiting or running: lock the file and look first."""
    models.Job.objects.create(
        kind=kind, credor_id=credor_id, import_file_id=import_id, account_id=account_id, queued_at=at
    )


def call_off(import_id: int, at: datetime) -> bool:
    """Whether there was one that nobody had taken."""
    waiting = models.Job.objects.filter(import_file_id=import_id, state="queued")
    return waiting.update(state="cancelled", ended_at=at) > 0


def is_asked(raw_payload_id: int) -> bool:
    return models.Job.objects.filter(raw_payload_id=raw_payload_id, state__in=_LIVE).exists()


def ask_retorno(*, credor_id: int, raw_payload_id: int, convenio_id: int, account_id: int, at: datetime) -> None:
    """Raises IntegrityError when it has a job waiting or running: lock the row and look first."""
    models.Job.objects.create(
        kind=RETORNO, credor_id=credor_id, raw_payload_id=raw_payload_id, convenio_id=convenio_id,
        account_id=account_id, queued_at=at,
    )  # fmt: skip


def ask_release(*, credor_id: int, raw_payload_id: int, account_id: int, at: datetime) -> None:
    """Raises IntegrityError when it has a job waiting or running: lock the retorno and look first."""
    models.Job.objects.create(
        kind=RELEASE, credor_id=credor_id, raw_payload_id=raw_payload_id, account_id=account_id, queued_at=at
    )
