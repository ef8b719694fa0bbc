"""Whether the months of the indices that the policies in force need are there."""

from datetime import datetime

from adimple.cli.checks.result import Result
from adimple.domain import phrases
from adimple.domain.indices import index_of
from adimple.store.reads import access, index_needs
from adimple.usecases.context import SAO_PAULO

CODE = "indices.months"


def months(now: datetime) -> Result:
    scope, on = access.whole_scope(), now.astimezone(SAO_PAULO).date()
    in_use = sorted({code for code, _ in index_needs.needed(scope, on)})
    failed = _failed(in_use)
    needs = index_needs.missing(scope, on)
    if needs:
        told = "; ".join(need.phrase for need in needs)
        commands = "; ".join(need.command for need in needs)
        return Result(
            CODE, "problem", f"Faltam meses de índices, e o valor de alguns títulos não se sabe: {told}.{failed}",
            f"Rode {commands}. Sem internet, baixe a série e use adimple indices import ARQUIVO.",
            sum(len(need.months) for need in needs), tuple(need.index.code for need in needs),
        )  # fmt: skip
    if not in_use:
        return Result(CODE, "ok", "Nenhum título vencido depende de índice.")
    complete = "Os índices das políticas em vigor têm todos os meses."
    if failed:
        fix = "Confira o acesso desta máquina ao Banco Central: os envios tentam de novo amanhã."
        return Result(CODE, "note", f"{complete}{failed}", fix)
    return Result(CODE, "ok", complete)


def _failed(in_use: list[str]) -> str:
    """Of the last automatic attempts, those that failed."""
    told = ""
    for code in in_use:
        if last := index_needs.failed_fetch(code):
            at, failure = last
            why = phrases.INDEX_FAILURES.get(failure, failure)
            told += f" {index_of(code).name} não veio em {at.astimezone(SAO_PAULO):%d/%m/%Y às %Hh%M}: {why}."
    return told
