"""Every index we know, one row each: to add one is to add a row.

No figure is shipped: the months come from the Banco Central's own file or API (`adimple indices`).
"""

from dataclasses import dataclass

from adimple.domain.errors import Invalid


@dataclass(frozen=True, slots=True)
class Index:
    """A monthly series, in percent a month. `sgs` is its number in the BCB's Sistema Gerenciador de Séries Temporais.

    `corrects`: a contract may name it to correct a debt (CC art. 389). The others make juros.
    `begins_known`: published as its month begins; the figure of any other is whole only when its month is over.
    """

    code: str
    name: str
    sgs: int
    source: str
    corrects: bool
    begins_known: bool = False


INDICES = (
    Index("ipca", "IPCA", 433, "IBGE, pelo SGS do Banco Central", corrects=True),
    Index("inpc", "INPC", 188, "IBGE, pelo SGS do Banco Central", corrects=True),
    Index("igpm", "IGP-M", 189, "FGV, pelo SGS do Banco Central", corrects=True),
    Index("selic", "Selic acumulada no mês", 4390, "Banco Central, SGS", corrects=False),
    Index(
        "taxa_legal",
        "Taxa legal",
        29543,
        "Banco Central, SGS (Resolução CMN 5.171/2024)",
        corrects=False,
        begins_known=True,
    ),
)
_BY_CODE = {index.code: index for index in INDICES}


def index_of(code: str) -> Index:
    """The index of a code. Raises Invalid with the codes there are."""
    if code not in _BY_CODE:
        raise Invalid("indice", f"Não conhecemos o índice «{code[:40]}». Há: {', '.join(_BY_CODE)}.")
    return _BY_CODE[code]
