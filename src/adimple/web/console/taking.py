"""What one takes away: a PDF; a sheet, made whole in the installation's folder, one at a time, before a byte leaves."""

import errno
import tempfile
import time
from collections.abc import Callable
from typing import Any, BinaryIO

from django.conf import settings
from django.http import FileResponse, HttpResponse

from adimple.domain.errors import Refused
from adimple.usecases.export_list import CSV, XLSX
from adimple.usecases.print_boletos import Paper
from adimple.web.turn import Turn

TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TURN = Turn("export.busy", "Já há uma planilha sendo montada. Peça a sua de novo em um minuto.")
MOST_SECONDS = 300  # of a thread and of one instant of the database
_LONG = (
    "A planilha passou de cinco minutos e foi deixada. Nada saiu. Filtre a lista para pedir menos, ou peça a quem cuida"
    " desta máquina que use adimple export, que não tem este limite."
)
_FULL = "Não há espaço no disco para montar a planilha. Nada saiu. Avise quem cuida desta máquina."


def sheet(name: str, kind: str, make: Callable[[BinaryIO, Callable[[], None]], Any]) -> FileResponse:
    """What `make` writes, as `name.kind`. Its second argument is to be called at each row: it gives up what is long.

    Raises Refused while another sheet is being made, where it takes too long, and where the disk is full.
    """
    out = tempfile.TemporaryFile(dir=settings.DATA_DIR)  # noqa: SIM115 - the response closes it
    try:
        with TURN.taken():
            make(out, _goes_on())
    except OSError as error:
        out.close()
        if error.errno == errno.ENOSPC:
            raise Refused("export.disk", _FULL) from error
        raise
    except BaseException:
        out.close()
        raise
    out.seek(0)
    response = FileResponse(out, as_attachment=True, filename=f"{name}.{kind}", content_type=TYPES.get(kind))
    response.headers["Cache-Control"] = "no-store"
    return response


def _goes_on() -> Callable[[], None]:
    until = time.monotonic() + MOST_SECONDS

    def asked() -> None:
        if time.monotonic() >= until:
            raise Refused("export.long", _LONG)

    return asked


def paper(made: Paper) -> HttpResponse:
    """A PDF to take away."""
    response = HttpResponse(made.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
