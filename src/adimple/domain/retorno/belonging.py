"""Whether a retorno is of a convênio: its first line carries the code or the account that the bank knows it by."""

import re

from adimple.domain.bank import Convenio

_LEAST_DIGITS = 4  # fewer would be found in any line
# Where the first line says whose file it is: company, convênio, agency and account; no dates, no names of the bank.
_PLACES = {400: (26, 76), 240: (17, 102)}


def names(header: bytes, contract: Convenio) -> bool:
    """Whether the first line names this contract."""
    start, end = _PLACES[400 if header[:3] in (b"02R", b"01R") else 240]
    said = header[start:end].decode("latin-1")
    groups = [said, re.sub(r"[^0-9]", "", said)]
    return any(len(code) >= _LEAST_DIGITS and any(code in one for one in groups) for code in _codes(contract))


def _codes(contract: Convenio) -> set[str]:
    conta = contract.conta + contract.conta_dv
    known = (contract.beneficiario, conta, contract.transmissao, contract.agencia + conta)
    return {code.lstrip("0") for code in known}
