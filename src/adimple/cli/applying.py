"""`--apply` of `adimple retorno` and `adimple ofx`: a bank's file enters the ledger of a credor, or says why not."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adimple.cli import boot, telling

if TYPE_CHECKING:
    from adimple.usecases.take_ofx import TakenOfx
    from adimple.usecases.take_retorno import TakenRetorno

_SHOWN = 20


def retorno(file: Path, slug: str, convenio_id: int | None, *, as_json: bool) -> None:
    """Kept, read, and its payments settled; those of a file that contradicts itself wait for a person."""
    from adimple.domain import limits
    from adimple.domain.errors import NotFound, Refused, Unreadable

    content, credor_id = _content(file, limits.MAX_KEPT_RETORNO_BYTES), _credor(slug)
    from adimple.usecases.take_retorno import receive_retorno

    try:
        with telling.progress() as tell:
            taken = receive_retorno(boot.context(), credor_id, file.name, content, convenio_id, tell)
    except (Unreadable, Refused) as error:
        boot.fail(f"«{file}»: {error.phrase}{_which(credor_id, error.code)}")
    except NotFound:
        boot.fail(f"Não há convênio {convenio_id} neste credor. Veja o número em Configurações, Contas e convênios.")
    else:
        told = _retorno_told(taken)
        print(json.dumps(told, ensure_ascii=False) if as_json else _retorno_text(taken))


def ofx(file: Path, slug: str, bank_account_id: int | None, *, as_json: bool) -> None:
    """Kept, read, and its credits wait in Conciliação."""
    from adimple.domain import limits
    from adimple.domain.errors import NotFound, Refused, Unreadable

    content, credor_id = _content(file, limits.MAX_OFX_BYTES), _credor(slug)
    from adimple.usecases.take_ofx import receive_ofx

    try:
        taken = receive_ofx(boot.context(), credor_id, file.name, content, bank_account_id)
    except (Unreadable, Refused) as error:
        boot.fail(f"«{file}»: {error.phrase}{_which(credor_id, error.code)}")
    except NotFound:
        boot.fail(f"Não há conta {bank_account_id} neste credor. Veja o número em Configurações, Contas e convênios.")
    else:
        print(json.dumps(_ofx_told(taken), ensure_ascii=False) if as_json else _ofx_text(taken))


def _content(file: Path, most: int) -> bytes:
    try:
        with file.open("rb") as source:
            return source.read(most + 1)
    except OSError as error:
        boot.fail(f"«{file}»: não foi possível abrir o arquivo ({boot.reason(error)}).")
        raise


def _credor(slug: str) -> int:
    if not slug:
        boot.fail("Para aplicar, diga de que credor é o arquivo: --credor nome-curto.")
    boot.ready()
    from adimple.store.reads import access

    scope = access.credor_scope(slug)
    if not scope.credor_ids:
        boot.fail(f"Não há credor «{slug}». Veja o nome curto em Configurações, ou crie-o com adimple create-owner.")
    return scope.credor_ids[0]


def _which(credor_id: int, code: str) -> str:
    """The choices there are, where the file does not choose."""
    from adimple.store.reads import bank_accounts, convenios
    from adimple.store.scope import Scope

    scope = Scope({credor_id: "owner"})
    if code == "retorno.which_convenio":
        lines = [
            f"  --convenio {row.id}  {row.label}, banco {row.bank_code}" for row in convenios.list_convenios(scope)
        ]
    elif code == "ofx.which_account":
        rows = bank_accounts.list_bank_accounts(scope)
        lines = [f"  --conta {row.id}  {row.label}, banco {row.bank_code}, conta {row.conta}" for row in rows]
    else:
        lines = []
    return "\n".join(["", *lines]) if lines else ""


def _retorno_told(taken: "TakenRetorno") -> dict[str, Any]:
    settled = taken.settled
    told: dict[str, Any] = {"retorno_id": taken.retorno_id, "new": taken.is_new, "waits": _waits(taken)}
    if settled is not None:
        told |= {
            "payments": settled.new,
            "matched": settled.matched,
            "waiting": settled.waiting,
            "known": settled.known,
            "returned": settled.returned,
        }
    return told


def _waits(taken: "TakenRetorno") -> bool:
    return taken.is_new and taken.settled is None


def _retorno_text(taken: "TakenRetorno") -> str:
    if not taken.is_new:
        return f"Este retorno já foi recebido em {taken.received_on}. Nada mudou."
    if taken.settled is None:
        return (
            f"Retorno {taken.retorno_id} guardado e lido, mas o arquivo se contradiz: nada entrou no razão. "
            "Confira-o em Recebimentos, Retornos, e libere ou descarte."
        )
    one = taken.settled
    lines = [f"Pagamentos novos: {one.new}. Conciliados: {one.matched}. A conferir em Conciliação: {one.waiting}."]
    if one.known:
        lines.append(f"Já tinham entrado por outro arquivo: {one.known}.")
    if one.returned:
        lines.append(f"Pagamentos desfeitos pelo banco: {one.returned}.")
    return "\n".join(lines)


def _ofx_told(taken: "TakenOfx") -> dict[str, Any]:
    return {
        "new": taken.is_new,
        "credits": taken.credits,
        "credits_cents": taken.credits_cents,
        "debits": taken.debits,
        "waiting": taken.taken.waiting if taken.taken else 0,
        "known": taken.taken.known if taken.taken else 0,
        "same": taken.same,
        "rejections": [{"line": one.line, "field": one.field, "phrase": one.phrase} for one in taken.rejections],
        "notices": list(taken.notices),
    }


def _ofx_text(taken: "TakenOfx") -> str:
    from adimple.domain import money

    if not taken.is_new:
        return f"Este extrato já foi recebido em {taken.received_on}. Nada mudou."
    assert taken.taken is not None, "a statement that is new was taken in"
    cents = money.format_brl(taken.credits_cents)
    lines = [
        f"Créditos: {taken.credits}, {cents}. Débitos deixados de fora: {taken.debits}.",
        f"Esperam em Conciliação: {taken.taken.waiting - taken.same}. Já tinham entrado: {taken.taken.known}."
        f" Postos de lado por serem um Pix já recebido: {taken.same}.",
        *(f"  linha {one.line}, {one.field}: {one.phrase}" for one in taken.rejections[:_SHOWN]),
        *(f"Aviso: {notice}" for notice in taken.notices),
    ]
    return "\n".join(lines)
