"""`adimple boleto`: a line or a bar code read, and a boleto's digits made from a bank's convênio. No database."""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from adimple.cli import boot
from adimple.cli.speaking import Adimple, Group

if TYPE_CHECKING:
    from adimple.domain.bank import Bank, Convenio, Order
    from adimple.domain.boleto import Boleto

# How the option is called where the domain's field has another name.
_OPTIONS = {
    "convenio": "beneficiario", "byte": "operacao", "tipo_cobranca": "tipo", "value": "valor", "due_date": "vencimento",
}  # fmt: skip
_LEAST_ASKED = {"nosso_numero": "número do credor para este boleto", "valor": "0 deixa para quem paga dizer"}


def register(app: typer.Typer) -> None:
    boletos = Adimple(cls=Group, help="Boletos: ler uma linha digitável e fazer os números de um.")
    boletos.command("read")(read)
    boletos.command("issue")(issue)
    app.add_typer(boletos, name="boleto")


def read(
    line: list[str] = typer.Argument(metavar="LINHA", help="Os 47 números da linha ou os 44 do código de barras."),
    on: str = typer.Option("", "--on", metavar="DIA", help="Perto de que dia é o vencimento. Sem ele, hoje."),
    as_json: bool = typer.Option(False, "--json", help="O mesmo, em JSON."),
) -> None:
    """Diz o banco, o valor e o vencimento de um boleto, ou cada dígito errado. Conta de arrecadação é recusada."""
    from adimple.domain import boleto
    from adimple.domain.errors import Invalid

    try:
        found = boleto.read(" ".join(" ".join(line).split()), _day(on, "--on") or _today())
    except Invalid as error:
        _refuse([one.phrase for one in error.every], as_json)
    else:
        print(json.dumps({"valid": True} | _told(found), ensure_ascii=False) if as_json else _as_text(found))


def issue(
    bank: str = typer.Option(..., "--bank", metavar="NÚMERO", help="O banco, por três números, como 341."),
    nosso_numero: str = typer.Option("", help="O número do credor para este boleto, sem o dígito."),
    valor: str = typer.Option("", help="O valor, como 1.234,56; 0 deixa para quem paga dizer."),
    vencimento: str = typer.Option("", metavar="DIA", help="O dia, como 31/01/2026, ou «nenhum» (à vista)."),
    agencia: str = typer.Option("", help="A agência, ou a cooperativa."),
    agencia_dv: str = typer.Option("", help="O dígito da agência, onde o banco o pede."),
    conta: str = typer.Option("", help="A conta, sem o dígito."),
    conta_dv: str = typer.Option("", help="O dígito da conta, onde o banco o pede."),
    beneficiario: str = typer.Option("", help="O código com que o banco conhece o credor: convênio, PSK."),
    carteira: str = typer.Option("", help="A carteira do contrato; na Caixa, a modalidade."),
    modalidade: str = typer.Option("", help="A modalidade, no Sicoob."),
    posto: str = typer.Option("", help="O posto, no Sicredi."),
    produto: str = typer.Option("", help="O produto, no Banrisul."),
    operacao: str = typer.Option("", help="A operação, no Inter; o byte do nosso número, no Sicredi."),
    emissao: str = typer.Option("", help="Quem emite, na Caixa: 4 o beneficiário, 1 a Caixa."),
    ios: str = typer.Option("", help="O IOS, no Santander."),
    tipo: str = typer.Option("", help="O tipo de cobrança, no Sicredi."),
    dac_rule: str = typer.Option("", help="A regra do DAC, no Itaú: carteira ou conta."),
    seu_numero: str = typer.Option("", help="O número do documento, nas carteiras especiais do Itaú."),
    numero_livre: bool = typer.Option(False, "--numero-livre", help="Banco do Brasil: nosso número livre de 17."),
    on: str = typer.Option("", "--on", metavar="DIA", help="O dia em que é feito. Sem ele, hoje."),
    as_json: bool = typer.Option(False, "--json", help="O mesmo, em JSON."),
) -> None:
    """Faz os números de um boleto: nosso número com dígito, campo livre, código de barras e linha digitável."""
    from adimple.domain import money
    from adimple.domain.bank import Convenio, Order
    from adimple.domain.errors import Invalid

    one = _bank(bank)
    convenio = Convenio(
        agencia=agencia, agencia_dv=agencia_dv, conta=conta, conta_dv=conta_dv, beneficiario=beneficiario,
        carteira=carteira, modalidade=modalidade, posto=posto, produto=produto, operacao=operacao, emissao=emissao,
        ios=ios, tipo=tipo, dac_rule=dac_rule, is_free_number=numero_livre,
    )  # fmt: skip
    _ask_missing(one, convenio, {"nosso_numero": nosso_numero, "valor": valor, "vencimento": vencimento})
    made_on = _day(on, "--on") or _today()
    try:
        cents = money.parse_brl(valor, field="valor")
        order = Order(nosso_numero, made_on, seu_numero, has_value=cents != 0)
        due_on = None if vencimento == "nenhum" else _day(vencimento, "--vencimento")
        if one.check is not None:
            one.check(convenio)
        made = one.issue(convenio, order, due_on, cents, on=made_on)
    except Invalid as error:
        _refuse([f"{_option(one.field)}: {one.phrase}" for one in error.every], as_json)
    else:
        _tell_made(one, convenio, order, made, as_json)


def _tell_made(bank: "Bank", convenio: "Convenio", order: "Order", made: "Boleto", as_json: bool) -> None:
    number = bank.nosso_numero(convenio, order)
    if as_json:
        told = {"nosso_numero": number.printed, "nosso_numero_dv": number.dv or None} | _told(made)
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"Nosso número: {number.printed}\n{_as_text(made)}")


def _ask_missing(bank: "Bank", convenio: "Convenio", order: dict[str, str]) -> None:
    """Names at once all that this bank asks and did not come."""
    asked = [(one.field, one.label) for one in bank.asked if one.is_required and not getattr(convenio, one.field)]
    asked += [(field, _LEAST_ASKED.get(field, "ou «nenhum»")) for field, value in order.items() if not value]
    if asked:
        named = ", ".join(f"{_option(field)} ({label})" for field, label in asked)
        boot.fail(f"Para um boleto de {bank.name} ({bank.code}) falta: {named}.")


def _told(found: "Boleto") -> dict[str, Any]:
    return {
        "bank": found.bank,
        "bank_name": _bank_name(found.bank),
        "cents": found.cents,
        "due_on": found.due_on.isoformat() if found.due_on else None,
        "linha_digitavel": found.linha_digitavel,
        "barcode": found.barcode,
        "campo_livre": found.campo_livre,
    }


def _as_text(found: "Boleto") -> str:
    from adimple.domain import calendar, money

    value = money.format_brl(found.cents) if found.cents else "quem paga diz quanto"
    due = calendar.format_date(found.due_on) if found.due_on else "nenhum (à vista)"
    rows = (
        ("Banco", f"{found.bank} {_bank_name(found.bank) or '(não é um dos que emitimos)'}"),
        ("Valor", value),
        ("Vencimento", due),
        ("Linha digitável", found.linha_digitavel),
        ("Código de barras", found.barcode),
        ("Campo livre", found.campo_livre),
    )
    return "\n".join(f"{name}: {words}" for name, words in rows)


def _banks() -> dict[str, "Bank"]:
    from adimple import banks
    from adimple.domain.shelf import shelf

    return {bank.code: bank for bank in shelf(banks, "BANK")}


def _bank(code: str) -> "Bank":
    known = _banks()
    if code not in known:
        boot.fail(f"--bank «{code}»: não há este banco. Há: {', '.join(f'{b.code} {b.name}' for b in known.values())}.")
    return known[code]


def _bank_name(code: str) -> str | None:
    bank = _banks().get(code)
    return bank.name if bank else None


def _option(field: str) -> str:
    return f"--{_OPTIONS.get(field, field).replace('_', '-')}"


def _refuse(phrases: list[str], as_json: bool) -> None:
    """Everything that is wrong, a line each (or in JSON, on the standard output), and out."""
    if as_json:
        print(json.dumps({"valid": False, "faults": phrases}, ensure_ascii=False))
        raise SystemExit(2)
    boot.fail("\n".join(phrases))


def _day(text: str, option: str) -> date | None:
    from adimple.domain import calendar
    from adimple.domain.errors import Invalid

    try:
        return calendar.parse_date(text) if text else None
    except Invalid as error:
        boot.fail(f"{option}: {error.phrase}")
        raise


def _today() -> date:
    return datetime.now(ZoneInfo("America/Sao_Paulo")).date()  # noqa: TID251 - the entry point
