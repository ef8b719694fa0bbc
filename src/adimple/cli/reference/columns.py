"""Columns: what a spreadsheet may hold and by which names each column is recognised."""

from adimple.cli.reference import markdown
from adimple.domain.intake import synonyms

INTRO = """
As planilhas (XLSX, ou CSV em UTF-8, UTF-16 ou Windows-1252, separado por ponto e vírgula, vírgula, tabulação ou barra
vertical) são lidas pelos nomes das colunas, como os sistemas brasileiros os escrevem. Maiúsculas, acentos, pontuação e
«R$» não importam. A ordem das colunas também não. O reconhecimento pode ser corrigido em **Importar** antes de gravar.

Cada campo usa uma coluna. Os nomes estão na ordem em que são preferidos; um cabeçalho que não está na lista ainda é
reconhecido pelas suas palavras («Valor original do contrato» tem «valor» e «original»).
"""
HEADINGS = {synonyms.TITULOS: "Planilha de títulos", synonyms.PAYMENTS: "Planilha de pagamentos"}
NEEDS = {
    synonyms.TITULOS: "Obrigatórias: o nome do devedor, o vencimento e um valor (o original ou o saldo).",
    synonyms.PAYMENTS: (
        "Obrigatórias: a data, o valor e um modo de achar o título (número, linha digitável, nosso número ou CPF/CNPJ)."
    ),
}


def page() -> str:
    parts = [INTRO]
    for kind, heading in HEADINGS.items():
        parts += [f"## {heading}", NEEDS[kind], _table(kind)]
    return markdown.page("Colunas da planilha", *parts)


def _table(kind: str) -> str:
    groups = synonyms.REQUIRED[kind]
    rows = (
        (markdown.code(field), synonyms.LABELS[field], _need(field, groups), "; ".join(names))
        for field, names in synonyms.FIELDS[kind].items()
    )
    return markdown.table(("Campo", "O que é", "Precisa", "Nomes reconhecidos"), rows)


def _need(field: str, groups: tuple[tuple[str, ...], ...]) -> str:
    for group in groups:
        if field in group:
            return "sim" if len(group) == 1 else "um destes: " + ", ".join(synonyms.LABELS[name] for name in group)
    return ""
