"""Rows left out of an intake of títulos: the numbers they surely have, and how many may be of any título."""

from collections.abc import Mapping as Dictionary

import polars as pl

from adimple.domain.intake import headers, synonyms
from adimple.domain.intake.outcome import Findings, open_sheet
from adimple.domain.intake.titulos import MOST_CHARS, read_texts

_NAMES_IT = {field: MOST_CHARS[field] for field in ("number", "parcela")}


def refused_numbers(frame: pl.DataFrame, mapping: headers.Mapping | Dictionary[str, str]) -> tuple[list[str], int]:
    """Of a frame of the rows left out: the numbers, read as any row's are, and how many rows are blind.

    A row is blind when its number is empty once clean, when its number or its parcela is what refuses it, or when the
    file reader could not tell its cells apart.
    """
    sheet = open_sheet(frame, mapping, synonyms.TITULOS)
    findings = Findings(sheet.lines)
    sheet.reject_flaws(findings, among=_NAMES_IT)
    numbers = read_texts(sheet, findings, _NAMES_IT)["number"]
    blind = findings.rejected() | (numbers == "")
    return numbers.filter(~blind).to_list(), int(blind.sum())
