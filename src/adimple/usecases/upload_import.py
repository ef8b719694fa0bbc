"""A file that waits: kept, its columns pointed at, or thrown away. The ledger does not move."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from adimple.domain import intake, limits
from adimple.domain.errors import Invalid, Unreadable
from adimple.files import signature
from adimple.store.writes import imports as writes
from adimple.usecases import ask_import
from adimple.usecases.context import Context
from adimple.usecases.open_credor import require_open
from adimple.usecases.read_import import NEEDS, open_import


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadImport:
    credor_id: int
    kind: str
    name: str
    content: bytes
    whole_list: bool = False


@transaction.atomic
def upload_import(ctx: Context, command: UploadImport) -> int:
    """The id of the file kept; a large one waits for a worker to check it.

    Raises Unreadable, Invalid, NotFound, Refused; then nothing is kept.
    """
    if command.kind not in NEEDS:
        raise Invalid("tipo", "Escolha o que a planilha tem: títulos ou pagamentos.")
    require_open(ctx, command.credor_id, NEEDS[command.kind])
    if command.whole_list and command.kind != intake.TITULOS:
        raise Invalid("lista", "Só uma planilha de títulos pode ser a lista completa do que está em aberto.")
    if len(command.content) > limits.MAX_FILE_BYTES:
        most = limits.MAX_FILE_BYTES // (1024 * 1024)
        raise Unreadable("arquivo.grande", f"O arquivo passa de {most} MB. Divida-o em partes e envie uma de cada vez.")
    if len(command.content) <= ask_import.CHECKED_AT_ONCE_BYTES:
        open_import(command.content, command.name, command.kind)
    else:
        signature.refuse_unreadable(command.content)
    import_id = writes.add_file(
        credor_id=command.credor_id,
        kind=command.kind,
        name=command.name[:255],
        sha256=hashlib.sha256(command.content).hexdigest(),
        content=command.content,
        mapping={},
        author=ctx.actor.name,
        at=ctx.now,
    )
    if command.whole_list:
        writes.set_whole_list(import_id, True)
    ask_import.ask_check(ctx, import_id)
    return import_id


@transaction.atomic
def say_whole_list(ctx: Context, import_id: int, whole: bool) -> None:
    """Whether the file is the whole open list; a large one is checked again. Raises Invalid, NotFound, Refused."""
    row = ask_import.claim_waiting(ctx, import_id)
    if whole and row.kind != intake.TITULOS:
        raise Invalid("lista", "Só uma planilha de títulos pode ser a lista completa do que está em aberto.")
    writes.set_whole_list(import_id, whole)
    ask_import.ask_check(ctx, import_id)


@transaction.atomic
def map_columns(ctx: Context, import_id: int, by_header: Mapping[str, str]) -> None:
    """What each column is (header → field, "" for none), instead of what was recognised; a large file is checked again.

    Raises Invalid when two columns would be one field; NotFound, Refused.
    """
    row = ask_import.claim_waiting(ctx, import_id)
    chosen = dict.fromkeys(intake.FIELDS[row.kind], "")
    for header, field in by_header.items():
        if not field:
            continue
        if field not in chosen:
            raise Invalid(field, f"Não existe o campo «{field}» nesta importação.")
        if chosen[field]:
            label = intake.LABELS[field]
            raise Invalid(field, f"«{chosen[field]}» e «{header}» apontam para {label}. Deixe só uma delas.")
        chosen[field] = header
    writes.set_mapping(import_id, chosen)
    ask_import.ask_check(ctx, import_id)


@transaction.atomic
def discard_import(ctx: Context, import_id: int) -> None:
    """The file and its bytes leave; the ledger never had it. Raises NotFound, and Refused when it was written or is
    being worked.
    """
    ask_import.claim_waiting(ctx, import_id)
    writes.remove_file(import_id)
