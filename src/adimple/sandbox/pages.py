"""The inbox's pages as HTML, in pt-BR; everything that came from a message is escaped."""

from collections.abc import Sequence
from datetime import UTC
from email.utils import parseaddr, parsedate_to_datetime
from html import escape
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from adimple.sandbox.mailbox import Row
from adimple.sandbox.reader import Message
from adimple.sandbox.smtp import KNOBS

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
LOGO = (
    '<svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke-width="2.6"'
    ' stroke-linecap="round" stroke-linejoin="round"><path d="M4 20L12 4l8 16" stroke="#fff"/>'
    '<path d="M8.2 14.6l3 3 5.4-5.6" stroke="#7fd0c9"/></svg>'
)
FACTS = (
    ("De", "From"),
    ("Para", "To"),
    ("Responder a", "Reply-To"),
    ("Entregue a", "Delivered-To"),
)


def listing(
    rows: Sequence[Row], *, total: int, words: str, before: int | None, page_rows: int, deleted: int | None
) -> str:
    """The list, newest first, with search, the way to older ones and the failures one may ask for."""
    counted = _count(total, "mensagem", "mensagens")
    found = f"{counted} com «{escape(words)}»." if words else f"{counted}. Nada aqui sai desta máquina."
    gone = "" if deleted is None else _count(deleted, "mensagem apagada", "mensagens apagadas")
    body = f"""<div class="top">
<div><h1>Caixa de teste</h1><p class="sub">{found}</p></div>
<div class="acts"><a class="btn" href="/">Atualizar</a><a class="btn" href="/apagar">Apagar tudo</a></div>
</div>
{f'<p class="note ok" role="status">{gone}.</p>' if gone else ""}
<form class="search" action="/" role="search">
<label for="q">Destinatário, remetente ou assunto</label>
<div><input id="q" name="q" type="search" autocomplete="off" value="{escape(words)}">
<button class="btn">Buscar</button></div>
</form>
{_table(rows) if rows else _empty(words, before)}
{_pager(rows, words=words, before=before, page_rows=page_rows)}
{_knobs()}"""
    return layout("Caixa de teste", body)


def message(number: int, shown: Message) -> str:
    """One message: who, when, links, HTML in a closed frame, text and every header."""
    subject = shown.header("Subject") or "(sem assunto)"
    facts = "".join(
        f"<dt>{label}</dt><dd>{escape(shown.header(name))}</dd>" for label, name in FACTS if shown.header(name)
    )
    facts += f"<dt>Enviada em</dt><dd>{_when(shown.header('Date'))}</dd>"
    frame = f"""<iframe src="/mensagens/{number}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"
 title="Mensagem em HTML"></iframe>
<p class="sub in">Links abrem em outra aba. Imagens de fora e scripts ficam bloqueados.</p>"""
    body = f"""<p class="back"><a href="/">Voltar à lista</a></p>
<div class="top"><h1>{escape(subject)}</h1>
<div class="acts"><a class="btn" href="/mensagens/{number}.eml">Baixar arquivo .eml</a></div></div>
<section class="card"><dl class="kv in">{facts}</dl></section>
{_card("HTML", frame) if shown.html else ""}
{_card("Texto", f'<pre class="in">{escape(shown.text)}</pre>') if shown.text else ""}
{_card("Links", _links(shown.links)) if shown.links else ""}
<details class="card"><summary>Cabeçalhos ({len(shown.headers)})</summary>{_pairs(shown.headers)}</details>"""
    return layout(f"{subject} · Caixa de teste", body)


def delete(total: int) -> str:
    """Says what will be deleted before it is."""
    if total == 0:
        return problem("Nada para apagar", "A caixa de teste já está vazia.")
    counted = _count(total, "mensagem", "mensagens")
    body = f"""<h1>Apagar todas as mensagens de teste?</h1>
<section class="card"><div class="in">
<p>{counted} nesta caixa. Não há como desfazer. Os registros de envio do Adimple ficam como estão.</p>
<form class="acts" method="post" action="/apagar"><button class="btn stop">Apagar {counted}</button>
<a class="btn" href="/">Voltar sem apagar</a></form>
</div></section>"""
    return layout("Apagar mensagens · Caixa de teste", body)


def problem(heading: str, phrase: str) -> str:
    """What is true and the way out."""
    body = f'<h1>{escape(heading)}</h1><p>{escape(phrase)}</p><p class="back"><a href="/">Voltar à lista</a></p>'
    return layout(f"{heading} · Caixa de teste", body)


def layout(name: str, body: str, place: str = "Caixa de teste") -> str:
    """The page around a body. `place`: which part of the sandbox it is."""
    return f"""<!doctype html>
<html lang="pt-BR"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(name)}</title><link rel="stylesheet" href="/inbox.css"></head>
<body><a class="skip" href="#conteudo">Ir para o conteúdo</a>
<header class="bar"><a href="/">{LOGO}Adimple <span>{place}</span></a></header>
<main id="conteudo">{body}</main></body></html>"""


def _table(rows: Sequence[Row]) -> str:
    return f"""<section class="card"><table class="t" role="table">
<caption class="hidden">Mensagens, das mais novas às mais antigas</caption>
<thead><tr role="row"><th scope="col">Enviada em</th><th scope="col">Para</th><th scope="col">Assunto</th>
<th scope="col">De</th></tr></thead>
<tbody>{"".join(map(_line, rows))}</tbody></table></section>"""


def _line(row: Row) -> str:
    name, address = parseaddr(row.fields.get("from", ""))
    to, sender = escape(row.fields.get("delivered-to", "")), escape(name or address)
    subject = escape(row.fields.get("subject") or "(sem assunto)")
    return f"""<tr role="row"><td role="cell" class="tn" data-l="Enviada em">{_when(row.fields.get("date", ""))}</td>
<td role="cell" data-l="Para"><span>{to}</span></td>
<td role="cell" class="subject"><a href="/mensagens/{row.number}">{subject}</a></td>
<td role="cell" data-l="De"><span>{sender}</span></td></tr>"""


def _empty(words: str, before: int | None) -> str:
    if words:
        fact, step = "Nenhuma mensagem com essas palavras.", "Busque por uma parte do e-mail ou do assunto."
    elif before is not None:
        fact, step = "Não há mensagens mais antigas.", "Volte às mais novas."
    else:
        fact = "Nenhuma mensagem ainda."
        step = "Elas aparecem aqui quando o Adimple envia e-mail pelo servidor desta máquina."
    return f'<section class="card"><p class="empty"><b>{fact}</b>{step}</p></section>'


def _pager(rows: Sequence[Row], *, words: str, before: int | None, page_rows: int) -> str:
    searched = {"q": words} if words else {}
    links = []
    if before is not None:
        links.append(("Mais novas", searched))
    if len(rows) == page_rows:
        links.append(("Mais antigas", searched | {"antes": str(rows[-1].number)}))
    if words:
        links.append(("Limpar a busca", {}))
    joined = " · ".join(f'<a href="/?{escape(urlencode(query))}">{label}</a>' for label, query in links)
    return f'<nav class="pager" aria-label="Páginas">{joined}</nav>' if links else ""


def _knobs() -> str:
    return f"""<details class="card"><summary>Como simular falhas de entrega</summary>
<p class="sub in">Vale o que vem antes do @, em qualquer domínio. Um sufixo com + não muda nada:
recusa+1@exemplo.test também é recusado.</p>{_pairs(KNOBS)}</details>"""


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    lines = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in pairs)
    return f'<table class="heads"><tbody>{lines}</tbody></table>'


def _links(links: Sequence[str]) -> str:
    lines = (f'<li><a href="{(link := escape(one))}" target="_blank" rel="noreferrer">{link}</a></li>' for one in links)
    return f'<ul class="links">{"".join(lines)}</ul>'


def _card(heading: str, content: str) -> str:
    return f'<section class="card"><h2>{heading}</h2>{content}</section>'


def _when(date: str) -> str:
    """In São Paulo, as the console tells it. A date that states no zone (-0000) is in UTC (RFC 5322)."""
    try:
        sent = parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return "sem data"
    return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(SAO_PAULO).strftime("%d/%m/%Y, %Hh%M")


def _count(total: int, one: str, many: str) -> str:
    return f"{total:,}".replace(",", ".") + f" {one if total == 1 else many}"
