"""The carnê: the boletos of one acordo or contrato, three a page, each with the stub that stays with the pagador."""

from collections.abc import Sequence
from datetime import date

from adimple.domain.errors import Invalid
from adimple.papers.boleto import Slip, facts_of
from adimple.papers.press import print_pdf

SLIPS_A_PAGE = 3
MAX_SLIPS = 1_000  # 460 MiB while it is made
_LONG = 15


def carne_pdf(slips: Sequence[Slip], *, name: str, made_on: date) -> bytes:
    """The slips in the order given, in one file that calls itself `name`. Raises Invalid for none or for too many."""
    if not 0 < len(slips) <= MAX_SLIPS:
        most = f"Um carnê leva de 1 a {MAX_SLIPS} boletos, e são {len(slips)}."
        raise Invalid("boletos", f"{most} Imprima cada um na página do seu título.")
    facts = {"name": name, "author": slips[0].beneficiario.name, "slips": map(facts_of, slips)}
    return print_pdf("carne", facts, made_on=made_on, is_long=len(slips) > _LONG)
