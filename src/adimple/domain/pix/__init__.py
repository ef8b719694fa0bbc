"""The BR Code: the text that a bank's app copies, pastes or reads from a QR, as Bacen and EMV (QRCPS-MPM) write it.

Contents: `building` (static and dynamic codes), `reading` (a code back into its fields, with all that is wrong in it),
`keys` (Pix keys), `tlv` (id, length, value and the CRC-16). Use as `pix.br_code(…)`, `pix.read(…)`.
"""

from adimple.domain.pix.building import (
    MAX_AMOUNT_CENTS,
    br_code,
    description_chars,
    dynamic_br_code,
    recorrencia_br_code,
)
from adimple.domain.pix.keys import read_key
from adimple.domain.pix.reading import BrCode, read
from adimple.domain.pix.tlv import crc16

__all__ = [
    "MAX_AMOUNT_CENTS",
    "BrCode",
    "br_code",
    "crc16",
    "description_chars",
    "dynamic_br_code",
    "read",
    "read_key",
    "recorrencia_br_code",
]
