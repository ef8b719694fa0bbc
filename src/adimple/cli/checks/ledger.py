"""Ledger = facts, question by question."""

from collections.abc import Callable

from adimple.cli.checks.result import Result, judge
from adimple.store.reads import health, incoming_proof, ledger_proof, ledger_replay
from adimple.store.reads.health import Found

LAY_AGAIN = (
    "Em Pagamentos, desfaça e registre de novo os pagamentos desse devedor, do mais antigo ao mais novo: "
    "tudo é calculado outra vez. Se continuar, restaure o último backup bom."
)
RESTORE = "Isto só acontece quando alguém mexe no banco por fora. Restaure o último backup bom: adimple restore."


def _payments() -> Result:
    return judge(
        "ledger.payments",
        ledger_proof.unbalanced_payments(),
        right="Cada pagamento é igual ao que ele quitou mais o que sobrou.",
        wrong="Pagamentos que não batem com o que quitaram mais o que sobrou",
        fix=LAY_AGAIN,
    )


def _amounts() -> Result:
    replayed = ledger_replay.replayed()
    if replayed.unproven.count and not replayed.wrong.count:
        return judge(
            "ledger.amounts",
            replayed.unproven,
            right="",
            wrong="Títulos pagos em parte cujo saldo não se pode conferir, porque falta um índice",
            fix=" ".join(replayed.lacking[:3]),
        )
    return judge(
        "ledger.amounts",
        replayed.wrong,
        right="O saldo de cada título é o que os pagamentos, refeitos um a um, dão.",
        wrong="Títulos cujo saldo gravado não é o que os pagamentos dão",
        fix=LAY_AGAIN,
    )


def _current() -> Result:
    return judge(
        "ledger.current",
        ledger_proof.wrong_current(),
        right="Cada título pago em parte tem um saldo atual, e é o último.",
        wrong="Títulos sem saldo atual, com dois, ou com um que não é o último",
        fix=LAY_AGAIN,
    )


def _closed() -> Result:
    return judge(
        "ledger.closed",
        ledger_proof.wrongly_closed(),
        right="Todo título quitado está fechado, e só os quitados ou baixados estão.",
        wrong="Títulos fechados que ainda devem, abertos que nada devem, ou fechados em outro dia",
        fix=LAY_AGAIN,
    )


def _crossed() -> Result:
    return judge(
        "ledger.crossed",
        ledger_proof.crossed_rows(),
        right="Nenhum pagamento quita título de outra pessoa ou de outro dia.",
        wrong="Imputações que ligam o pagamento de um ao título de outro, ou a outro dia",
        fix=RESTORE,
    )


def _foreign() -> Result:
    return judge(
        "ledger.foreign",
        _joined(ledger_proof.foreign_rows()),
        right="Todo título, pagamento e recebimento é do mesmo credor que aquilo de que depende.",
        wrong="Linhas de um credor que dependem do que é de outro",
        fix=RESTORE,
    )


def _receipts() -> Result:
    return judge(
        "incoming.matched",
        incoming_proof.unpaid_receipts(),
        right="Cada recebimento conciliado tem o seu pagamento, do mesmo valor.",
        wrong="Recebimentos conciliados sem o seu pagamento, ou com outro valor",
        fix="Em Recebimentos, abra cada um, desfaça a conciliação e concilie de novo. Se não puder, restaure o backup.",
    )


def _of_receipts() -> Result:
    return judge(
        "incoming.payments",
        incoming_proof.payments_without_receipt(),
        right="Cada pagamento vindo de banco ou Pix tem o recebimento de que veio.",
        wrong="Pagamentos vindos de banco ou Pix sem recebimento",
        fix=RESTORE,
    )


def _same() -> Result:
    return judge(
        "incoming.same",
        incoming_proof.wrongly_same(),
        right="Cada recebimento que conta uma vez com outro pagamento é do mesmo valor, e o pagamento está de pé.",
        wrong="Recebimentos postos de lado por um pagamento que não é o mesmo dinheiro, ou que foi desfeito",
        fix="Em Recebimentos, De lado, abra cada um, traga-o de volta e concilie-o.",
    )


def _returned() -> Result:
    return judge(
        "incoming.returned",
        incoming_proof.wrongly_returned(),
        right="O que os bancos e os PSPs devolveram está descontado, ao centavo.",
        wrong="Recebimentos cujas devoluções não somam o que foi descontado",
        fix=RESTORE,
    )


def _met() -> Result:
    return judge(
        "incoming.met",
        incoming_proof.wrongly_met(),
        right="Cada devolução que encontrou depois o seu recebimento encontrou o do mesmo credor e boleto, ou Pix.",
        wrong="Devoluções que encontraram o recebimento de outra, de outro boleto ou de outro credor",
        fix=RESTORE,
    )


def _lines() -> Result:
    return judge(
        "incoming.lines",
        incoming_proof.lost_lines(),
        right="Cada pagamento dos retornos aplicados é um recebimento, do mesmo valor.",
        wrong="Linhas de pagamento de retornos aplicados sem recebimento, ou com um de outro dinheiro",
        fix=RESTORE,
    )


def _orphans() -> Result:
    return judge(
        "rows.orphans",
        _joined(health.orphans()),
        right="Nenhuma linha aponta para o que não existe.",
        wrong="Linhas que apontam para o que não existe",
        fix=RESTORE,
    )


def _joined(found: dict[str, Found]) -> Found:
    """What was found by table.column, as one."""
    first = sorted(f"{place} {number}" for place, rows in found.items() for number in rows.examples)
    return Found(sum(rows.count for rows in found.values()), tuple(first[: health.EXAMPLES]))


CHECKS: tuple[Callable[[], Result], ...] = (
    _payments,
    _amounts,
    _current,
    _closed,
    _crossed,
    _foreign,
    _receipts,
    _of_receipts,
    _same,
    _returned,
    _met,
    _lines,
    _orphans,
)
