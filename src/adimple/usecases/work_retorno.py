"""A large retorno read, or released, as the worker does it: in the name and in the role of who asked for it."""

from datetime import datetime

from adimple.domain.errors import NotFound, Refused
from adimple.store import models
from adimple.store.jobs import Taken
from adimple.usecases.progress import Tell
from adimple.usecases.release_retorno import release_retorno
from adimple.usecases.take_retorno import take_retorno
from adimple.usecases.work_import import context_of


def work_retorno(job: Taken, now: datetime, tell: Tell) -> None:
    """All of it in one transaction; what another worker finished stays as it is. Raises Unreadable and Refused."""
    assert job.raw_payload_id is not None, "a job of this kind is of a file kept"
    try:
        take_retorno(context_of(job, now), job.raw_payload_id, job.convenio_id, tell)
    except NotFound as error:
        phrase = "Quem enviou não tem mais acesso a este credor. Envie o arquivo de novo."
        raise Refused("access.gone", phrase) from error


def work_release(job: Taken, now: datetime, tell: Tell) -> None:
    """The same, of one that a person released; what is in the ledger already stays as it is. Raises Refused."""
    retorno = models.Retorno.objects.get(raw_payload_id=job.raw_payload_id)
    if retorno.released_at is not None:
        return
    try:
        release_retorno(context_of(job, now), retorno.id, tell)
    except NotFound as error:
        phrase = "Quem liberou não tem mais acesso a este credor. Libere de novo."
        raise Refused("access.gone", phrase) from error
