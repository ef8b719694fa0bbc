"""Limits: every ceiling of domain/limits.py, in words."""

from adimple.cli.reference import markdown
from adimple.domain import limits, money
from adimple.domain.encargos import policy
from adimple.domain.regua.regua import day_label

INTRO = """
Os tetos do programa, todos em um arquivo (`domain/limits.py`). O que passa de um deles é recusado com a explicação, e
nada é gravado pela metade. O teto diário de envios de um credor é só o ponto de partida: escolhe-se ao liberar os
envios e dobra a cada semana.
"""
WORDS = {
    "MAX_PRINCIPAL_CENTS": "Maior principal de um título",
    "MAX_RATE_PPB": "Maior taxa aceita, ao mês",
    "MAX_DAYS_LATE": "Maior atraso calculado",
    "EARLIEST_YEAR": "Ano mais antigo de uma data",
    "LATEST_YEAR": "Ano mais distante de uma data",
    "MAX_FILE_BYTES": "Maior arquivo importado",
    "MAX_UNZIPPED_BYTES": "Maior planilha depois de aberta",
    "MAX_ZIP_RATIO": "Maior expansão de um XLSX ao abrir",
    "MAX_ROWS": "Linhas de uma planilha",
    "MAX_COLUMNS": "Colunas de uma planilha",
    "MAX_CELL_CHARS": "Caracteres de uma célula",
    "MAX_OFX_BYTES": "Maior extrato OFX",
    "MAX_OFX_ROWS": "Movimentos de um extrato OFX",
    "MAX_RETORNO_BYTES": "Maior arquivo de retorno",
    "MAX_KEPT_RETORNO_BYTES": "Maior arquivo de retorno aplicado",
    "MAX_RETORNO_LINE_CHARS": "Caracteres de uma linha de retorno",
    "MAX_NAME_CHARS": "Caracteres de um nome",
    "MAX_NUMBER_CHARS": "Caracteres do número de um título",
    "MAX_ADDRESS_CHARS": "Caracteres do endereço de um devedor (o que passa é cortado na planilha)",
    "MAX_BAIRRO_CHARS": "Caracteres do bairro de um devedor (o que passa é cortado na planilha)",
    "MAX_DESCRIPTION_CHARS": "Caracteres da descrição de um título",
    "MIN_STEP_DAY": "Passo mais cedo da régua",
    "MAX_STEP_DAY": "Passo mais tarde da régua",
    "LAST_STEP_PLANNABLE_DAYS": "Por quanto tempo o último passo fica planejável",
    "HOUSE_ATTEMPTS_PER_DAY": "Tentativas com uma pessoa por dia, todos os canais e credores",
    "HOUSE_CONTACTS_PER_DAY": "Contatos efetivos com uma pessoa por dia",
    "HOUSE_CONTACTS_PER_WEEK": "Contatos efetivos com uma pessoa em sete dias",
    "FIRST_DAILY_CEILING": "Teto diário de envios com que um credor começa",
}
_NOT_A_CEILING = {"BILLION"}  # the unit of a rate


def names() -> list[str]:
    """The constants of `limits`, in its own order; each has its words here."""
    return [name for name in vars(limits) if name.isupper() and name not in _NOT_A_CEILING]


def page() -> str:
    rows = [(WORDS[name], _value(name, getattr(limits, name)), markdown.code(name)) for name in names()]
    rows += [
        ("Multa de consumidor (CDC art. 52 § 1º)", money.format_percent(policy.B2C_MULTA_PPB), "`B2C_MULTA_PPB`"),
        (
            "Juros de mora de consumidor, ao mês (Súmula 379 do STJ)",
            money.format_percent(policy.B2C_JUROS_PPB_MONTH),
            "`B2C_JUROS_PPB_MONTH`",
        ),
    ]
    return markdown.page("Limites", INTRO, markdown.table(("O quê", "Limite", "No código"), rows))


def _value(name: str, value: int) -> str:
    if name.endswith("_CENTS"):
        return money.format_brl(value)
    if name.endswith("_PPB"):
        return money.format_percent(value)
    if name.endswith("_BYTES"):
        return f"{value // (1024 * 1024)} MB"
    if name.endswith("_YEAR"):
        return str(value)
    if name.endswith("STEP_DAY"):
        return day_label(value)
    number = f"{value:,}".replace(",", ".")
    days = name.endswith(("_DAYS", "_LATE"))
    return f"{number} dias" if days else f"{number} vezes" if name.endswith("_RATIO") else number
