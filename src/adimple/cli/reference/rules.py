"""Rules: whether a contact may be made, when it may reach, what the plan adds, what may be charged."""

from datetime import date

from adimple.cli.reference import facts, markdown
from adimple.cli.reference.markdown import Listing
from adimple.domain import calendar, phrases
from adimple.domain.conduct import deadlines, windows
from adimple.domain.conduct.gate import RULES_BY_CODE, RULES_BY_RANK
from adimple.domain.conduct.reasons import PLAN_REASONS
from adimple.domain.conduct.verdict import ALWAYS, Kind, Rule
from adimple.domain.encargos.fees import FEES
from adimple.domain.encargos.policy import ONE_PERCENT, EncargosPolicy, findings_on
from adimple.domain.encargos.regimes import REGIMES, Regime
from adimple.domain.indices import index_of

RESULTS = {
    Kind.REFUSE: "recusa",
    Kind.REQUIRE_CONTENT: "exige conteúdo",
    Kind.DELAY: "espera",
    Kind.DEADLINE: "prazo nosso",
    Kind.ALLOW: "permite",
}
INTRO = """
Cada contato passa por estas regras duas vezes: de noite, quando é planejado, e no minuto de sair. Se mais de uma
impede, fala a mais severa (recusa, depois exige conteúdo, depois espera) e, entre iguais, a primeira desta página. Os
códigos `CON-*`, `CHG-*`, `PRE-*`, `SUP-*` e `LGP-*` vêm de lei, autorregulação ou decisão citada; os `POL-*` são
política da casa, que nenhuma lei nomeia. Onde só o ano de uma lei é certo, vale desde 1º de janeiro, a leitura mais
estrita. Isto descreve o que o programa faz e não substitui a leitura de um advogado.

Cada regra lê fatos. Os fatos que hoje chegam sozinhos estão na [lista de fatos](#fatos); os outros ficam no valor que
nada impede até existir a tela que os pergunta, e a regra que depende só deles ainda não fala num envio: já responde em
`adimple conform conduct`.
"""
WINDOWS_INTRO = """
Quando é pergunta diferente de se pode: fora do horário o contato espera, nunca é recusado. As horas são do devedor, o
fim não se inclui. O dia de contato vai de segunda a sábado, sem feriado nacional, da UF, Carnaval nem Corpus Christi.
Uma janela é regra só de dia: depende do calendário e do fuso, não é fórmula de coluna, e a noite a pergunta uma vez por
UF e canal. O e-mail, a carta e o documento não esperam por lei; ainda assim a noite os marca entre 8h e 18h
([decisão 0010](../decisions/0010-courtesy-hours.md)).
"""
DEADLINES_INTRO = "Deveres nossos com último dia: também só o dia os responde."
PLAN_INTRO = "Motivos que não são regra de conduta: nascem do plano ou do que mudou depois dele."
ENCARGOS_INTRO = "O que uma política de multa e juros encontra ao ser gravada em **Configurações**."
REGIMES_INTRO = """
O que a lei cobra onde o contrato não traz juros. A dívida que cruza a data divide-se nela
([índices e contas da lei](../guia/indices.md)).
"""
FEES_INTRO = "O que se pede além de multa e juros, e o que a lei quer antes de somar à dívida."
CHANNEL_GROUPS = {
    frozenset(windows.SYNCHRONOUS): "ligações, SMS e WhatsApp",
    frozenset(windows.CALLS): "ligações",
    frozenset(windows.SYNCHRONOUS | {"email"}): "ligações, SMS, WhatsApp e e-mail",
}
# Policies that between them meet every finding.
PROBES = (
    (EncargosPolicy(multa_ppb=3 * ONE_PERCENT, juros_ppb_month=2 * ONE_PERCENT), "B2C"),
    (EncargosPolicy(juros_ppb_month=ONE_PERCENT, juros_basis="daily_cents_half_up"), "B2C"),
    (EncargosPolicy(multa_ppb=2 * ONE_PERCENT, rounding="half_up"), "B2C"),
    (EncargosPolicy(multa_ppb=101 * ONE_PERCENT), "B2B"),
    (EncargosPolicy(multa_ppb=11 * ONE_PERCENT), "B2B"),
    (EncargosPolicy(juros_ppb_month=ONE_PERCENT, juros_basis="compound30"), "B2B"),
    (EncargosPolicy(juros_ppb_month=ONE_PERCENT, correction_index="igpm"), "B2B"),
)


def whether() -> Listing:
    rows = tuple((rule.code, RESULTS[rule.kind], rule.phrase, rule.cites) for rule in RULES_BY_RANK)
    return Listing(
        "Se pode: regras de conduta, de dia e de noite", "domain/conduct/rules/",
        ("Código", "Resultado", "Frase", "Base"), rows,
    )  # fmt: skip


def when() -> Listing:
    every = dict.fromkeys((*windows.WINDOWS, windows.window_of(windows.HOUSE, "phone", "B2C", on=ALWAYS)))
    rows = tuple(
        (window.code, window.phrase, _channels(window), _whom(window), window.cites) for window in every if window
    )
    return Listing(
        "Quando pode: janelas, só de dia", "domain/conduct/windows.py",
        ("Código", "Horas", "Canais", "Para quem", "Base"), rows,
    )  # fmt: skip


def duties() -> Listing:
    rows = tuple(
        (code, f"{uf}: entregar a cópia da gravação em {deadlines.RECORDING_BUSINESS_DAYS} dias úteis do pedido",
         RULES_BY_CODE[code].cites)
        for uf, code in sorted(deadlines.RECORDING_RULES.items())
    )  # fmt: skip
    return Listing("Prazos nossos, só de dia", "domain/conduct/deadlines.py", ("Código", "Prazo", "Base"), rows)


def of_plan() -> Listing:
    rows = tuple((reason.code, reason.phrase, reason.lifts, reason.cites) for reason in PLAN_REASONS.values())
    columns = ("Código", "Frase", "O que muda", "Base")
    return Listing("Motivos do plano", "domain/conduct/reasons.py", columns, rows)


def of_encargos() -> Listing:
    found = [finding for policy, kind in PROBES for finding in findings_on(policy, kind)]  # type: ignore[arg-type]
    rows = dict.fromkeys(
        (finding.rule, "recusa" if finding.is_forbidden else "avisa", finding.phrase, finding.cites)
        for finding in found
    )
    columns = ("Código", "Resultado", "Frase", "Base")
    return Listing("Multa e juros", "domain/encargos/policy.py", columns, tuple(rows))


def of_regimes() -> Listing:
    rows = tuple(
        (
            regime.code,
            _validity(regime),
            index_of(regime.juros_index).name,
            index_of(regime.corrects_by).name if regime.corrects_by else "nenhuma: já vem nos juros",
            regime.cites,
        )
        for regime in REGIMES
    )  # fmt: skip
    columns = ("Código", "Vale", "Juros", "Correção", "Base")
    return Listing("Sem taxa contratada", "domain/encargos/regimes.py", columns, rows)


def _validity(regime: Regime) -> str:
    if regime.since == date.min:
        return f"até {calendar.format_date(regime.until)}"
    return f"desde {calendar.format_date(regime.since)}"


def of_fees() -> Listing:
    rows = tuple(
        (row.rule, f"{row.fee} ({row.relation})", "recusa" if row.needs is None else "recusa sem prova",
         row.phrase, row.cites)
        for row in FEES
    )  # fmt: skip
    return Listing(
        "Honorários e tarifas", "domain/encargos/fees.py", ("Código", "O quê", "Resultado", "Frase", "Base"), rows
    )


def _channels(window: windows.Window) -> str:
    named = ", ".join(sorted(phrases.channel(code) for code in window.channels))
    return CHANNEL_GROUPS.get(window.channels, named)


def _whom(window: windows.Window) -> str:
    who = "consumidores" if window.consumers_only else "todos"
    return f"{who}, quando fala empresa de cobrança" if window.agencies_only else who


def page() -> str:
    groups = {kind: [rule for rule in RULES_BY_RANK if rule.kind == kind] for kind in Kind}
    parts = [INTRO, "## Se pode"]
    for kind, rules in groups.items():
        if rules:
            parts += [f"### {RESULTS[kind].capitalize()}", *(_rule(rule) for rule in rules)]
    for of, intro, codes in (
        (when(), WINDOWS_INTRO, 1), (duties(), DEADLINES_INTRO, 1), (of_plan(), PLAN_INTRO, 1),
        (of_encargos(), ENCARGOS_INTRO, 1), (of_regimes(), REGIMES_INTRO, 1), (of_fees(), FEES_INTRO, 1),
    ):  # fmt: skip
        parts += [f"## {of.heading}", intro, markdown.listing(of, code_columns=codes)]
    return markdown.page("Regras", *parts, "## Fatos", _facts())


def _rule(rule: Rule) -> str:
    since = "sempre" if rule.since == ALWAYS else f"desde {calendar.format_date(rule.since)}"
    until = f" até {calendar.format_date(rule.until)}" if rule.until else ""
    lines = [
        f"#### `{rule.code}`",
        "",
        rule.phrase,
        "",
        f"- Base: {rule.cites}",
        f"- Vale: {since}{until}",
        f"- O que muda: {rule.lifts}",
        f"- Lê: {markdown.codes(facts.read_by(rule))}",
        "- Exemplos:",
        *(f"  - {facts.case_in_words(case)} → **{RESULTS[kind]}**" for case, kind in rule.examples),
    ]
    return "\n".join(lines)


def _facts() -> str:
    rows = (
        (markdown.code(name), words, "sim" if name in facts.KNOWN else "ainda não")
        for name, words in facts.WORDS.items()
    )
    return markdown.table(("Fato", "O que diz", "Chega sozinho"), rows)
