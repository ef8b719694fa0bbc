"""Whether PSPs answer, and whether what they received is what they told."""

from datetime import datetime

from adimple.cli.checks.result import Result
from adimple.domain import money
from adimple.store.reads import access, pix_charges, pix_refunds
from adimple.usecases.context import SAO_PAULO

WHERE = "Em Configurações, Pix pelo PSP"
SHOWN = 3


def silence(now: datetime) -> Result:
    """A PSP that worked and is not compared: a Pix it received and did not tell would not be known."""
    silent = pix_charges.silent_psps(access.whole_scope(), now)
    if not silent:
        return Result("pix.silence", "ok", "Todo PSP foi conferido nas últimas duas horas, ou não há nenhum.")
    names = tuple(f"{one.credor}, desde {one.since.astimezone(SAO_PAULO):%d/%m/%Y %Hh%M}" for one in silent[:SHOWN])
    phrase = f"PSPs sem conferência há mais de duas horas: {len(silent)} ({'; '.join(names)})."
    fix = f"{WHERE}, use Testar e veja o que o PSP responde. Os envios (adimple run) precisam estar ligados."
    return Result("pix.silence", "problem", phrase, fix, len(silent), names)


def refunds(now: datetime) -> Result:
    """One asked a day ago that has no end: money may have gone back, and the título looks paid."""
    waiting = pix_refunds.unanswered(access.whole_scope(), now)
    if not waiting:
        return Result("pix.refunds", "ok", "Toda devolução pedida a um PSP tem fim, ou é de hoje.")
    names = tuple(f"{one.credor}, recebimento {one.incoming_id}" for one in waiting[:SHOWN])
    phrase = f"Devoluções sem fim no PSP há mais de um dia: {len(waiting)} ({'; '.join(names)})."
    fix = f"{WHERE}, use Testar. Respondendo, a devolução se resolve sozinha; senão, pergunte ao PSP por ela."
    return Result("pix.refunds", "problem", phrase, fix, len(waiting), names)


def divergences(now: datetime) -> Result:
    """A note for what was only told late; a problem for money we have and the PSP does not know."""
    found = pix_charges.divergences(access.whole_scope(), now)
    unsaid = _unsaid()
    if not found:
        return Result("pix.divergences", "ok", f"Nenhuma diferença com PSPs nos últimos sete dias.{unsaid}")
    untold, unknown = (sum(payload[name] for _, payload in found) for name in ("untold", "unknown"))
    cents = sum(payload["cents"] for _, payload in found)
    names = tuple(dict.fromkeys(credor for credor, _ in found))[:SHOWN]
    if unknown:
        phrase = f"Pix gravados aqui que o PSP não conhece: {unknown} ({'; '.join(names)}).{unsaid}"
        fix = "Na Auditoria, veja a conferência com o PSP; confira com ele e desfaça o pagamento que não existir."
        return Result("pix.divergences", "problem", phrase, fix, unknown, names)
    many = f"{untold}, {money.format_brl(cents)} ({'; '.join(names)})"
    phrase = f"Pix que o PSP recebeu e não avisou, já gravados: {many}.{unsaid}"
    fix = f"{WHERE}, use Testar: o aviso (webhook) é registrado de novo."
    return Result("pix.divergences", "note", phrase, fix, untold, names)


def _unsaid() -> str:
    """No alarm: it is asked again for a day."""
    silent = pix_charges.unanswered(access.whole_scope())
    if not silent:
        return ""
    names = "; ".join(dict.fromkeys(credor for credor, _ in silent[:SHOWN]))
    return (
        f" Sobre {sum(many for _, many in silent)} Pix o PSP não respondeu ({names}): é perguntado de novo por um dia."
    )
