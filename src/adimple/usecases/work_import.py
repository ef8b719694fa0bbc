"""The check or the writing of a file, as the worker does it: in the name and in the role of who asked."""

from datetime import datetime

from adimple.domain import intake
from adimple.domain.errors import NotFound, Refused
from adimple.store import models
from adimple.store.jobs import Taken
from adimple.store.reads import access, import_files
from adimple.store.reads.import_files import ImportRow
from adimple.store.writes import imports, jobs
from adimple.usecases import import_payments, import_titulos, keep_preview
from adimple.usecases.context import Actor, Context
from adimple.usecases.import_titulos import ImportFile
from adimple.usecases.progress import Tell, untold

VERBS = {intake.TITULOS: import_titulos.import_titulos, intake.PAYMENTS: import_payments.import_payments}


def work_import(job: Taken, now: datetime, tell: Tell) -> None:
    """Does it; what another worker finished already stays as it is. Raises Unreadable, Invalid, Refused."""
    ctx = context_of(job, now)
    assert job.import_id is not None, "a job of this kind is of a sheet"
    try:
        file = import_files.get_import(ctx.scope, job.import_id)
        if file.written_at is not None:
            return
        if job.kind == jobs.WRITE:
            write_file(ctx, file, tell)
        else:
            keep_preview.check_import(ctx, file.id, tell)
    except NotFound as error:
        raise Refused("access.gone", "Quem pediu não tem mais acesso a este credor. Peça de novo.") from error
    except Refused as refused:
        if refused.code != imports.WRITTEN:
            raise


def write_file(ctx: Context, file: ImportRow, tell: Tell = untold) -> None:
    """All of it in one transaction. Raises Unreadable, Invalid, NotFound, Refused; then nothing is written."""
    command = ImportFile(
        credor_id=file.credor_id,
        name=file.name,
        content=import_files.content_of(ctx.scope, file.id),
        chosen=file.mapping,
        import_id=file.id,
        whole_list=file.whole_list,
        closing=file.closing,
        is_confirmed=bool(file.closing),
    )
    VERBS[file.kind](ctx, command, tell)


def context_of(job: Taken, now: datetime) -> Context:
    """Who asked, with the roles of this minute."""
    email = models.Account.objects.values_list("email", flat=True).get(id=job.account_id)
    return Context(Actor(email, job.account_id), access.scope_of(job.account_id), now)
