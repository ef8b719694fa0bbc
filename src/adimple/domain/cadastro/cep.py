"""CEP, and which UF a CEP or a DDD belongs to."""

from bisect import bisect_right

from adimple.domain.cadastro.reading import Reading, is_scientific, padded, refused, without_separators

_CEP_DIGITS = 8
_LOWEST = "01000000"

# The Correios' ranges by their first five digits, each up to the next row.
_UF_FROM = (
    (1000, "SP"), (20000, "RJ"), (29000, "ES"), (30000, "MG"), (40000, "BA"), (49000, "SE"), (50000, "PE"),
    (57000, "AL"), (58000, "PB"), (59000, "RN"), (60000, "CE"), (64000, "PI"), (65000, "MA"), (66000, "PA"),
    (68900, "AP"), (69000, "AM"), (69300, "RR"), (69400, "AM"), (69900, "AC"), (70000, "DF"), (72800, "GO"),
    (73000, "DF"), (73700, "GO"), (76800, "RO"), (77000, "TO"), (78000, "MT"), (78900, None), (79000, "MS"),
    (80000, "PR"), (88000, "SC"), (90000, "RS"),
)  # fmt: skip
_STARTS = [start for start, _ in _UF_FROM]

_DDDS_OF = {
    "AC": "68", "AL": "82", "AM": "92 97", "AP": "96", "BA": "71 73 74 75 77", "CE": "85 88", "DF": "61",
    "ES": "27 28", "GO": "62 64", "MA": "98 99", "MG": "31 32 33 34 35 37 38", "MS": "67", "MT": "65 66",
    "PA": "91 93 94", "PB": "83", "PE": "81 87", "PI": "86 89", "PR": "41 42 43 44 45 46", "RJ": "21 22 24",
    "RN": "84", "RO": "69", "RR": "95", "RS": "51 53 54 55", "SC": "47 48 49", "SE": "79",
    "SP": "11 12 13 14 15 16 17 18 19", "TO": "63",
}  # fmt: skip
UF_OF_DDD = {ddd: uf for uf, ddds in _DDDS_OF.items() for ddd in ddds.split()}


def read_cep(text: str) -> Reading:
    """A CEP of eight digits from 01000-000 on; seven digits get back the zero a spreadsheet ate."""
    if len(text) == _CEP_DIGITS and text.isascii() and text.isdigit() and text >= _LOWEST:
        return Reading(True, text, None, None)
    bare = without_separators(text)
    if not bare:
        return refused("vazio", "CEP não informado.")
    if is_scientific(text) or not (bare.isdigit() and bare.isascii()):
        return refused("caracteres", f"O CEP tem só números; veio «{text.strip()[:30]}».")
    whole = bare.zfill(_CEP_DIGITS) if len(bare) == _CEP_DIGITS - 1 else bare
    if len(whole) != _CEP_DIGITS:
        return refused("tamanho", f"O CEP tem 8 dígitos: {'veio' if len(bare) == 1 else 'vieram'} {len(bare)}.")
    if whole < _LOWEST:
        return refused("faixa", "CEP inexistente: os CEPs começam em 01000-000. Confira o número.")
    if whole != bare:
        return padded(whole, f"Completamos o CEP com zero à esquerda: {whole[:5]}-{whole[5:]}.")
    return Reading(True, whole, None, None)


def uf_of_cep(cep: str) -> str | None:
    """The UF of a normalised CEP; None when it is not one or lies in a range the Correios do not use."""
    if len(cep) != _CEP_DIGITS or not (cep.isdigit() and cep.isascii()) or cep < _LOWEST:
        return None
    return _UF_FROM[bisect_right(_STARTS, int(cep[:5])) - 1][1]


def uf_of_ddd(ddd: str) -> str | None:
    """The UF of a DDD, None when it does not exist. 61 is DF, though its border towns in GO share it."""
    return UF_OF_DDD.get(ddd)
