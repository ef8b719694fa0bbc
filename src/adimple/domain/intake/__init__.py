"""A sheet of text becomes títulos or payments: accepted rows, rejections with reasons, notices. Errors are values.

Contents: `headers` (which column is which field, from the names in `synonyms`), `titulos` and `payments` (the two
readings), `outcome` (what they answer), `refused` (which títulos the rows left out may be), and the columns they
read: `cells`, `people`, `amounts`, `dates`,
`standing`, `owed`, `payables`, `identity`. Use as `intake.recognise(…)`, `intake.read_titulos(…)`.
"""

from adimple.domain.intake.headers import Mapping, Match, count_known, missing_fields, recognise
from adimple.domain.intake.outcome import FLAW, LINE, Intake, Notice
from adimple.domain.intake.payments import ACCEPTED_PAYMENT, read_payments
from adimple.domain.intake.refused import refused_numbers
from adimple.domain.intake.synonyms import FIELDS, LABELS, PAYMENTS, REQUIRED, TITULOS
from adimple.domain.intake.titulos import ACCEPTED_TITULO, read_titulos

__all__ = [
    "ACCEPTED_PAYMENT",
    "ACCEPTED_TITULO",
    "FIELDS",
    "FLAW",
    "LABELS",
    "LINE",
    "PAYMENTS",
    "REQUIRED",
    "TITULOS",
    "Intake",
    "Mapping",
    "Match",
    "Notice",
    "count_known",
    "missing_fields",
    "read_payments",
    "read_titulos",
    "recognise",
    "refused_numbers",
]
