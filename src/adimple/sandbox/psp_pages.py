"""The pages where a person pays a Pix of this machine, in pt-BR; everything that came from a charge is escaped."""

from collections.abc import Sequence
from datetime import date
from html import escape

from adimple.domain.calendar import format_date
from adimple.domain.cobv_owed import Components, read_amount
from adimple.domain.money import format_brl
from adimple.sandbox.pages import layout
from adimple.sandbox.psp_book import ACTIVE, RETURNED, WAITING, Json, Knobs

PLACE = "PSP de teste"
STATES = {
    "ATIVA": "Ativa",
    "CONCLUIDA": "Paga",
    "REMOVIDA_PELO_USUARIO_RECEBEDOR": "Removida",
    "REMOVIDA_PELO_PSP": "Removida pelo PSP",
}
KINDS = {"cob": "Pix do dia", "cobv": "Pix com vencimento"}


def listing(charges: Sequence[Json], received: Sequence[Json], knobs: Knobs, told: str) -> str:
    body = f"""<h1>Pagar um Pix de teste</h1><p class="sub">Nenhum dinheiro existe aqui: nada sai desta máquina.</p>
{f'<p class="note ok" role="status">{escape(told)}</p>' if told else ""}
<form class="search" action="/codigo"><label for="codigo">Pix copia e cola</label>
<div><input id="codigo" name="codigo" autocomplete="off" required><button class="btn">Ler o código</button></div></form>
{_charges(charges)}{_received(received)}{_knobs(knobs)}"""
    return _page("Pagar um Pix", body)


def charge(one: Json, on: date, parts: Components | None, payee: str) -> str:
    """One charge: what it asks on a day, and the button that pays it."""
    address = "/" + one["location"].partition("/")[2]
    due = one["calendario"].get("dataDeVencimento")
    facts = _facts(
        [
            ("Tipo", KINDS[one["loc"]["tipoCob"]]),
            ("Situação", STATES[one["status"]]),
            ("Vencimento", format_date(date.fromisoformat(due)) if due else ""),
            ("Quem recebe", payee),
            ("Quem paga", (one.get("devedor") or {}).get("nome", "")),
            ("Chave", one["chave"]),
            ("Identificador", one["txid"]),
            ("Aviso", one.get("solicitacaoPagador", "")),
        ]
    )
    body = f"""<p class="back"><a href="/">Voltar à lista</a></p><h1>Cobrança Pix</h1>
<section class="card"><dl class="kv in">{facts}</dl></section>
<form class="search" action="{escape(address)}"><label for="dia">Dia do pagamento</label>
<div><input id="dia" name="dia" type="date" value="{on.isoformat()}"><button class="btn">Calcular</button></div></form>
<section class="card"><h2>Em {format_date(on)}</h2>{_asked(one, on, parts)}</section>"""
    return _page("Cobrança Pix", body)


def static(key: str, payee: str, cents: int | None, txid: str, on: date) -> str:
    """A code with a key: the payer may say how much."""
    amount = "" if cents is None else f"{cents // 100},{cents % 100:02d}"
    body = f"""<p class="back"><a href="/">Voltar à lista</a></p><h1>Pix para {escape(payee)}</h1>
<section class="card"><dl class="kv in">{_facts([("Chave", key), ("Identificador", txid)])}</dl></section>
<form class="search" method="post" action="/pagar"><input type="hidden" name="chave" value="{escape(key)}">
<input type="hidden" name="txid" value="{escape(txid)}">
<label for="valor">Valor</label><div><input id="valor" name="valor" inputmode="decimal" value="{amount}" required></div>
<label for="dia">Dia do pagamento</label><div><input id="dia" name="dia" type="date" value="{on.isoformat()}" required>
<button class="btn">Pagar</button></div></form>"""
    return _page("Pagar uma chave", body)


def problem(heading: str, phrase: str) -> str:
    body = f'<h1>{escape(heading)}</h1><p>{escape(phrase)}</p><p class="back"><a href="/">Voltar à lista</a></p>'
    return _page(heading, body)


def _page(name: str, body: str) -> str:
    return layout(f"{name} · {PLACE}", body, PLACE)


def _asked(one: Json, on: date, parts: Components | None) -> str:
    if one["status"] != ACTIVE:
        return f'<p class="in">{STATES[one["status"]]}: não aceita pagamento.</p>'
    if parts is None:
        return '<p class="in">Neste dia a cobrança não aceita mais pagamento.</p>'
    lines = _facts(
        [
            ("Original", format_brl(parts.original_cents)),
            ("Multa", format_brl(parts.multa_cents) if parts.multa_cents else ""),
            ("Juros", format_brl(parts.juros_cents) if parts.juros_cents else ""),
            ("Abatimento", f"− {format_brl(parts.abatimento_cents)}" if parts.abatimento_cents else ""),
            ("Desconto", f"− {format_brl(parts.discount_cents)}" if parts.discount_cents else ""),
            ("Total", format_brl(parts.total_cents)),
        ]
    )
    return f"""<dl class="kv in">{lines}</dl><form class="in acts" method="post" action="/pagar">
<input type="hidden" name="cobranca" value="{escape(one["txid"])}">
<input type="hidden" name="dia" value="{on.isoformat()}">
<button class="btn">Pagar {format_brl(parts.total_cents)}</button></form>"""


def _charges(charges: Sequence[Json]) -> str:
    if not charges:
        return (
            '<section class="card"><p class="empty"><b>Nenhuma cobrança ainda.</b>'
            "Elas aparecem aqui quando o Adimple registra um Pix.</p></section>"
        )
    lines = "".join(
        f"""<tr role="row"><td role="cell" class="subject" data-l="Cobrança">
<a href="/{escape(path)}">{escape(name)}</a></td>
<td role="cell" data-l="Tipo">{KINDS[one["loc"]["tipoCob"]]}</td>
<td role="cell" data-l="Valor">{format_brl(read_amount(one["valor"]["original"], "valor"))}</td>
<td role="cell" data-l="Situação">{STATES[one["status"]]}</td></tr>"""
        for one in charges
        for path, name in [(one["location"].partition("/")[2], _name(one))]
    )
    return f"""<section class="card"><table class="t" role="table"><caption class="hidden">Cobranças</caption>
<thead><tr role="row"><th scope="col">Cobrança</th><th scope="col">Tipo</th><th scope="col">Valor</th>
<th scope="col">Situação</th></tr></thead><tbody>{lines}</tbody></table></section>"""


def _name(one: Json) -> str:
    return (one.get("devedor") or {}).get("nome") or one.get("solicitacaoPagador") or f"{one['txid'][:8]}…"


def _received(received: Sequence[Json]) -> str:
    if not received:
        return ""
    lines = "".join(
        f'<tr><th scope="row">{escape(one["endToEndId"])}</th>'
        f"<td>{format_brl(read_amount(one['valor'], 'valor'))}{_given_back(one)}</td></tr>"
        for one in received
    )
    heading = "<summary>Pix recebidos</summary>"
    return f'<details class="card">{heading}<table class="heads"><tbody>{lines}</tbody></table></details>'


def _given_back(one: Json) -> str:
    return "".join(f"<br>{_refund(one, other)}" for other in one.get("devolucoes", ()))


def _refund(one: Json, other: Json) -> str:
    """What goes back: done, failed, or waiting for whoever plays the PSP."""
    cents = format_brl(read_amount(other["valor"], "valor"))
    if other["status"] != WAITING:
        return f"{'devolvido' if other['status'] == RETURNED else 'não devolvido'}: {cents}"
    names = (("pix", one["endToEndId"]), ("devolucao", other["id"]))
    hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in names)
    return f"""em devolução: {cents}<form class="acts" method="post" action="/devolucao">{hidden}
<button class="btn" name="fim" value="0">Concluir</button>
<button class="btn" name="fim" value="2">Não realizar</button></form>"""


def _knobs(knobs: Knobs) -> str:
    counts = (
        ("lost", "Próximos pedidos aplicados e sem resposta", knobs.lost),
        ("failed_before", "Próximos pedidos com erro 500, sem aplicar", knobs.failed_before),
        ("failed_after", "Próximos pedidos com erro 500, depois de aplicar", knobs.failed_after),
        ("slow_s", "Segundos de espera em cada resposta", int(knobs.slow_s)),
        ("refunds", "Devoluções: 0 na hora, 1 em processamento, 2 não realizadas", knobs.refunds),
        ("copies", "Cópias de cada aviso (webhook); 0 não avisa", 0 if knobs.is_mute else knobs.copies),
    )
    fields = "".join(
        f'<label for="{name}">{label}</label>'
        f'<div><input id="{name}" name="{name}" type="number" min="0" max="99" value="{value}"></div>'
        for name, label, value in counts
    )
    return f"""<details class="card"><summary>Como simular falhas do PSP</summary>
<form class="search in" method="post" action="/falhas">{fields}
<p><button class="btn">Aplicar</button></p></form></details>"""


def _facts(pairs: Sequence[tuple[str, str]]) -> str:
    return "".join(f"<dt>{label}</dt><dd>{escape(value)}</dd>" for label, value in pairs if value)
