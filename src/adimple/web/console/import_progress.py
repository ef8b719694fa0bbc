"""The page of a file that waits or is being worked: how far it is, whether anybody works, what one may do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from adimple.domain import intake
from adimple.store.jobs import MOST_ATTEMPTS
from adimple.store.reads import painel
from adimple.store.reads.import_files import ImportRow
from adimple.usecases import ask_import
from adimple.usecases.context import ROLES
from adimple.usecases.progress import CHECKING, READING, WRITING
from adimple.usecases.read_import import NEEDS

ALIVE = timedelta(seconds=20)  # the worker beats every two seconds
QUEUED, DONE, NOW, NEXT = "queued", "done", "now", "next"
STAGES = {
    QUEUED: "Na fila",
    READING: "Ler a planilha",
    CHECKING: "Comparar com o que já está aqui",
    WRITING: "Gravar",
}


@dataclass(frozen=True, slots=True)
class Worker:
    """Whether somebody takes jobs; `beat_at`: the last sign, None where there never was one."""

    is_alive: bool
    beat_at: datetime | None


def andamento(request: HttpRequest, file: ImportRow) -> HttpResponse:
    """The whole page, or what changes in it."""
    job = file.job
    writes = job is not None and job.kind == "import.write"
    role = request.ctx.scope.role_over(file.credor_id)
    page = {
        "file": file,
        "job": job,
        "writes": writes,
        "stages": _stages(file, writes),
        "worker": worker(request),
        "most_attempts": MOST_ATTEMPTS,
        "may": role is not None and ROLES.index(role) <= ROLES.index(NEEDS[file.kind]),
        "of_payments": file.kind == intake.PAYMENTS,
    }
    part = "#andamento" if request.htmx else ""
    return render(request, f"console/imports/andamento.html{part}", page)


def look_again(request: HttpRequest) -> HttpResponse:
    """Tells a page that waited to open anew."""
    response = HttpResponse()
    response.headers["HX-Redirect"] = request.path
    return response


@require_POST
def cancelar(request: HttpRequest, import_id: int) -> HttpResponse:
    ask_import.cancel_import(request.ctx, import_id)
    messages.success(request, "Cancelado antes de começar. Nada foi gravado, e o arquivo continua aqui.")
    return redirect("importar_conferir", import_id)


@require_POST
def conferencia(request: HttpRequest, import_id: int) -> HttpResponse:
    """A large file is to be checked again."""
    ask_import.ask_check(request.ctx, import_id)
    return redirect("importar_conferir", import_id)


def worker(request: HttpRequest) -> Worker:
    beats = [row.beat_at for row in painel.heartbeats(request.ctx.scope)]
    last = max(beats, default=None)
    return Worker(last is not None and request.ctx.now - last < ALIVE, last)


def _stages(file: ImportRow, writes: bool) -> list[tuple[str, str]]:
    """(what is done, done now next) in order; of a job not live, nothing."""
    job = file.job
    if job is None or not job.is_live:
        return []
    names = [name for name in STAGES if writes or name != WRITING]
    here = names.index(job.stage) if job.stage in names else 0 if job.state == "queued" else 1
    return [
        (STAGES[name], DONE if place < here else NOW if place == here else NEXT) for place, name in enumerate(names)
    ]
