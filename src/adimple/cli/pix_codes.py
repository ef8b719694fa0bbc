"""`adimple pix`: a copia e cola read or made, without a database; at the PSP, a título charged, a Pix given back."""

import json
from typing import TYPE_CHECKING, Any

import typer

from adimple.cli import boot
from adimple.cli.speaking import Adimple, Group

if TYPE_CHECKING:
    from adimple.domain.pix import BrCode

_KINDS = {
    "static": "estático, para uma chave",
    "dynamic": "dinâmico: valor e dados estão no endereço",
    "other": "sem destino próprio",
}
_REFUNDS = {
    "returned": "devolvidos.",
    "in_process": "o PSP está devolvendo.",
    "asked": "o PSP ainda não respondeu. Repita com o mesmo número, ou deixe: perguntamos sozinhos.",
    "not_done": "não devolvidos.",
}
_OPTIONS = {"pix_key": "--key", "payee": "--nome", "city": "--cidade", "description": "--descricao"}


def register(app: typer.Typer) -> None:
    codes = Adimple(
        cls=Group, help="Pix: ler, conferir e fazer códigos (copia e cola), cobrar um título e devolver pelo PSP."
    )
    codes.command("read")(read)
    codes.command("issue")(issue)
    codes.command("charge")(charge)
    codes.command("refund")(refund)
    app.add_typer(codes, name="pix")


def charge(
    titulo: int = typer.Argument(metavar="TÍTULO", help="O número do título, o que aparece nos endereços do console."),
    credor: str = typer.Option(..., "--credor", help="O credor, pelo nome curto."),
    as_json: bool = typer.Option(False, "--json", help="A cobrança, em JSON."),
) -> None:
    """Registra no PSP o Pix do título, com o valor do dia, e mostra o copia e cola. De novo, é o mesmo."""
    boot.ready()
    from adimple.domain import calendar, money
    from adimple.domain.errors import NotFound, Refused
    from adimple.store.reads import access
    from adimple.usecases.charge_pix import charge_pix

    try:
        row = charge_pix(boot.context(access.credor_scope(credor)), titulo)
    except NotFound:
        boot.fail(f"Não há título {titulo} no credor «{credor}».")
    except Refused as refused:
        boot.fail(refused.phrase)
    until = calendar.format_date(row.pay_until) if row.pay_until else ""
    if as_json:
        told = {name: getattr(row, name) for name in ("txid", "kind", "cents", "location", "br_code")}
        print(json.dumps(told | {"titulo_id": row.titulo_id, "pay_until": str(row.pay_until)}, ensure_ascii=False))
    else:
        print(f"{money.format_brl(row.cents)}, até {until}.\n{row.br_code}")


def refund(
    recebimento: int = typer.Argument(metavar="RECEBIMENTO", help="O número do recebimento, o do endereço no console."),
    credor: str = typer.Option(..., "--credor", help="O credor, pelo nome curto."),
    valor: str = typer.Option(..., help="Quanto devolver, como 1.234,56."),
    motivo: str = typer.Option(..., help="Por que devolver. Fica com o recebimento."),
    numero: int = typer.Option(
        ..., min=1, max=32_000, help="Qual devolução deste Pix é; a primeira é a 1. O mesmo número é a mesma."
    ),
    as_json: bool = typer.Option(False, "--json", help="A devolução, em JSON."),
) -> None:
    """Devolve um Pix pelo PSP, inteiro ou em parte. De novo com o mesmo número, devolve uma vez só.

    Sai com 0 quando foi devolvido ou está em andamento, 3 enquanto o PSP não responde, 1 quando não foi devolvido.
    """
    boot.ready()
    from adimple.domain import money
    from adimple.domain.errors import Invalid, NotFound, Refused
    from adimple.store.reads import access
    from adimple.usecases.refund_pix import RefundPix, refund_pix

    try:
        command = RefundPix(incoming_id=recebimento, cents=money.parse_brl(valor), reason=motivo, number=numero)
        row = refund_pix(boot.context(access.credor_scope(credor)), command)
    except NotFound:
        boot.fail(f"Não há recebimento {recebimento} no credor «{credor}».")
    except (Invalid, Refused) as refused:
        boot.fail(refused.phrase)
    if as_json:
        names = ("id", "incoming_id", "number", "cents", "state", "why")
        print(json.dumps({name: getattr(row, name) for name in names}, ensure_ascii=False))
    else:
        print(f"{money.format_brl(row.cents)}: {_REFUNDS[row.state]}{f' {row.why}' if row.why else ''}")
    raise SystemExit({"returned": 0, "in_process": 0, "asked": 3}.get(row.state, 1))


def read(
    code: list[str] = typer.Argument(metavar="CÓDIGO", help="O copia e cola, entre aspas simples."),
    as_json: bool = typer.Option(False, "--json", help="O mesmo, em JSON, com cada campo."),
) -> None:
    """Diz quem recebe, quanto e por qual chave ou cobrança, e tudo o que há de errado no código (então sai com 2)."""
    from adimple.domain import pix

    found = pix.read(" ".join(code))
    if as_json:
        print(json.dumps(_told(found), ensure_ascii=False))
    else:
        rows = _rows(found)
        if rows:
            print(*rows, sep="\n")
        for notice in found.notices:
            boot.warn(f"Aviso: {notice}")
    if not found.is_valid:
        for fault in () if as_json else found.faults:
            boot.warn(fault)
        raise SystemExit(2)


def issue(
    key: str = typer.Option(..., "--key", help="A chave: CPF, CNPJ, e-mail, telefone com +55 ou aleatória."),
    nome: str = typer.Option(..., "--nome", help="Quem recebe; vai sem acentos, em até 25 letras."),
    valor: str = typer.Option("", help="O valor, como 1.234,56. Sem ele, quem paga diz quanto."),
    cidade: str = typer.Option("", help="A cidade de quem recebe, em até 15 letras. Sem ela, BRASIL."),
    txid: str = typer.Option("", help="Um identificador, de até 25 letras e números."),
    descricao: str = typer.Option("", help="O que aparece para quem paga; divide o espaço com a chave."),
    as_json: bool = typer.Option(False, "--json", help="O código e o que ele diz, em JSON."),
) -> None:
    """Faz um copia e cola estático: a chave, o valor e quem recebe."""
    from adimple.domain import money, pix
    from adimple.domain.errors import Invalid

    try:
        cents = money.parse_brl(valor) if valor else None
        code = pix.br_code(key=key, payee=nome, city=cidade, cents=cents, txid=txid, description=descricao)
    except Invalid as error:
        boot.fail(f"{_OPTIONS.get(error.field, f'--{error.field}')}: {error.phrase}")
    else:
        print(json.dumps({"payload": code} | _told(pix.read(code)), ensure_ascii=False) if as_json else code)


def _told(found: "BrCode") -> dict[str, Any]:
    return {
        "valid": found.is_valid,
        "kind": found.kind,
        "name": found.name,
        "city": found.city,
        "key": found.key,
        "location": found.location,
        "recorrencia": found.recorrencia,
        "cents": found.cents,
        "txid": found.txid,
        "is_single_use": found.is_single_use,
        "fields": found.fields,
        "faults": found.faults,
        "notices": found.notices,
    }


def _rows(found: "BrCode") -> list[str]:
    """What was understood, a line each; what the code does not say is left out."""
    from adimple.domain import money

    amount = money.format_brl(found.cents) if found.cents else "quem paga diz quanto"
    kind, _, automatic = (found.kind or "").partition("+")
    rows = (
        ("Pix", f"{_KINDS.get(kind, '')}{'; oferece Pix Automático' if automatic else ''}"),
        ("Recebe", ", ".join(filter(None, (found.name, found.city)))),
        ("Chave", found.key),
        ("Endereço da cobrança", found.location),
        ("Endereço do Pix Automático", found.recorrencia),
        ("Valor", amount if kind == "static" and found.is_valid else None),
        ("Identificador", found.txid),
    )
    return [f"{name}: {words}" for name, words in rows if words]
