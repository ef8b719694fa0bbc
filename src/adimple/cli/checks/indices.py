"""Whether the months of the indices that the policies in force need are there."""

from datetime import datetime

from adimple.cli.checks.result import Result
from adimple.store.reads import access, index_needs
from adimple.usecases.context import SAO_PAULO

CODE = "indices.months"


def months(now: datetime) -> Result:
    scope, on = access.whole_scope(), now.astimezone(SAO_PAULO).date()
    needs = index_needs.missing(scope, on)
    if needs:
        told = "; ".join(need.phrase for need in needs)
        commands = "; ".join(need.command for need in needs)
        return Result(
            CODE, "problem", f"Faltam meses de índices, e o valor de hoje de alguns títulos não se sabe: {told}.",
            f"Rode {commands}. Sem internet, baixe a série e use adimple indices import ARQUIVO.",
            sum(len(need.months) for need in needs), tuple(need.index.code for need in needs),
        )  # fmt: skip
    if not index_needs.needed(scope, on):
        return Result(CODE, "ok", "Nenhum título vencido depende de índice.")
    return Result(CODE, "ok", "Os índices das políticas em vigor têm todos os meses.")
