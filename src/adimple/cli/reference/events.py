"""Events: what the journal can hold, what each carries and how the timeline says it."""

from dataclasses import fields
from datetime import date, datetime, timedelta, timezone
from typing import Any, get_args, get_type_hints

from adimple.cli.reference import markdown
from adimple.cli.reference.markdown import Listing
from adimple.domain import phrases
from adimple.domain.event import Event, OfCredor, OfDevedor
from adimple.domain.events import EVENTS

INTRO = """
Um evento é um fato gravado no diário, na mesma transação do que ele conta, e nunca alterado nem apagado. O conteúdo
leva números, datas, códigos e o nome do endereço dos links: nenhum dado pessoal, nenhum texto livre. Um campo novo só
entra com valor padrão, para que os eventos antigos continuem legíveis. Todo evento do credor leva `credor_id`; o do
devedor, também `devedor_id`, e aparece no histórico da ficha dele.
"""
# What stands in the example sentence; other dates and numbers need none.
EXAMPLES: dict[str, Any] = {
    "answer": "ja_paguei",
    "because": "closed",
    "changed": ("address", "reply_to"),
    "cause": "folder",
    "cents": 87_097,
    "channel": "email",
    "charge_kind": "cobv",
    "code": "psp.refused",
    "daily_ceiling": 50,
    "decision": "again",
    "end": "closed",
    "failure": "bcb.fora",
    "filters": ("situacao.abertos",),
    "format": "csv",
    "host": "pague.loja.com.br",
    "how": "call",
    "index": "ipca",
    "kind": "pause",
    "kinds": ("payment.registered",),
    "oldest_days": 90,
    "order": "baixa",
    "outcome": "talked",
    "reason": "cancelled",
    "role": "operator",
    "rule": "POL-PAUSA",
    "scopes": ("titulos.ler", "payments.escrever"),
    "sha256": "0" * 64,
    "sheet": "titulos",
    "source": "pix",
    "stop_cause": "gone",
    "template": "pf_lembrete",
    "why": "password",
}
_DAY = date(2026, 12, 1)
_HOUR = datetime(2026, 12, 1, 9, 30, tzinfo=timezone(timedelta(hours=-3)))


def listing() -> Listing:
    rows = tuple(
        (name, _whose(kind), ", ".join(_own_fields(kind)), phrases.sentence(example(kind)))
        for name, kind in sorted(EVENTS.items())
    )
    return Listing("Eventos", "domain/events.py", ("Evento", "De quem", "Conteúdo", "Como se lê"), rows)


def _own_fields(kind: type[Event]) -> list[str]:
    """Without whose it is, which every event of a credor or devedor carries."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return [name for name in names if name not in ("credor_id", "devedor_id")]


def example(kind: type[Event]) -> Event:
    """An event of that kind, complete, with made-up numbers."""
    hints = get_type_hints(kind)
    return kind(**{field.name: _value(field.name, hints[field.name]) for field in fields(kind)})  # type: ignore[arg-type]


def _value(name: str, hint: Any) -> Any:
    if name in EXAMPLES:
        return EXAMPLES[name]
    kinds = get_args(hint) or (hint,)
    if bool in kinds:
        return True
    if int in kinds:
        return 2
    if datetime in kinds:
        return _HOUR
    assert date in kinds, f"cli/reference/events.py needs an example of «{name}»"
    return _DAY


def _whose(kind: type[Event]) -> str:
    return "do devedor" if issubclass(kind, OfDevedor) else "do credor" if issubclass(kind, OfCredor) else "da conta"


def page() -> str:
    of = listing()
    rows = (
        [markdown.code(name), whose, markdown.codes(filter(None, names.split(", "))), said]
        for name, whose, names, said in of.rows
    )
    return markdown.page("Eventos", INTRO, markdown.table(of.columns, rows))
