"""Steps: the kinds that a régua is made of, and the régua that ships."""

from datetime import date

from adimple.cli.reference import markdown
from adimple.cli.reference.markdown import Listing
from adimple.domain import limits, money, phrases
from adimple.domain.regua import document, shipped
from adimple.domain.regua.regua import ReguaStep, day_label
from adimple.domain.regua.step import MESSAGE, TASK

PRODUCES = {MESSAGE: "mensagem", TASK: "tarefa"}
ASKED = {"channels": "canais, em ordem", "template": "modelo", "minimum_cents": "valor mínimo em aberto"}
KINDS_INTRO = f"""
Um passo da régua é de um destes tipos. O dia conta do vencimento: D−5 é cinco dias antes, D0 o próprio dia, D+10 dez
dias depois. Um passo fica planejável até o próximo começar; o último de um perfil, por
{limits.LAST_STEP_PLANNABLE_DAYS} dias. Acrescentar um tipo é acrescentar um arquivo:
[dev/add-a-step.md](../dev/add-a-step.md).
"""
SHIPPED_INTRO = """
A régua com que todo credor começa. O credor a vê em **Régua**; cada versão é um documento que não se edita: publica-se
outra, em vigor a partir de um dia. Um título cujo principal em aberto é menor que o mínimo do passo não participa dele.
"""


def kinds() -> Listing:
    rows = tuple(
        (
            kind.code,
            kind.name,
            kind.phrase,
            f"{day_label(kind.first_day)} a {day_label(kind.last_day)}",
            PRODUCES[kind.produces],
            ", ".join(phrases.channel(code) for code in kind.channels),
            ", ".join(ASKED[asked] for asked in kind.asks),
        )
        for kind in document.KINDS.values()
    )
    columns = ("Código", "Tipo", "O que faz", "Onde cabe", "Produz", "Canais possíveis", "O editor pede")
    return Listing("Tipos de passo", "domain/regua/steps/", columns, rows)


def shipped_steps() -> Listing:
    regua = document.read_regua(shipped.document(effective_on=date(2026, 1, 1)))
    rows = tuple(_row(step) for step in regua.steps)
    columns = ("Passo", "Perfil", "Dia", "Tipo", "Canais", "Modelo", "Mínimo")
    return Listing(f"Passos de «{regua.name}»", "domain/regua/shipped.py", columns, rows)


def _row(step: ReguaStep) -> tuple[str, ...]:
    channels = ", ".join(phrases.channel(code) for code in step.channels)
    minimum = money.format_brl(step.minimum_cents) if step.minimum_cents else ""
    kind = document.KINDS[step.kind].name
    return step.code, shipped.PROFILES[step.profile], day_label(step.day), kind, channels, step.template, minimum


def page() -> str:
    of_kinds, of_steps = kinds(), shipped_steps()
    return markdown.page(
        "Passos da régua",
        KINDS_INTRO,
        markdown.listing(of_kinds),
        f"## {of_steps.heading}",
        SHIPPED_INTRO,
        markdown.listing(of_steps),
    )
