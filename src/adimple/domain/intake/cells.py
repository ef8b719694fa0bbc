"""Columns of text, cleaned and read: each distinct text is read once, however many rows repeat it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

# What nobody can see and somebody may use: zero-width, directional and soft-hyphen characters, controls.
_INVISIBLE = r"[\u{00AD}\u{061C}\u{180E}\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{206F}\u{FEFF}\u{FFF9}-\u{FFFB}]"
_BLANKS = r"[\s\p{Cc}\u{00A0}\u{2028}\u{2029}]+"
_ALREADY_CLEAN = r"^(?:[!-~¡-¬®-ſ]+(?: [!-~¡-¬®-ſ]+)*)?$"
_NOTHING = r"^[\s\-–—_./*]*$"  # an empty mask: `-`, `___.___.___-__`, `//`


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text cannot be read: a code and what to tell the person."""

    code: str
    phrase: str


# What a formula that fails leaves in a cell, in a spreadsheet in Portuguese or in English.
_SHEET_ERRORS = frozenset({
    "#N/D", "#N/A", "#REF!", "#VALOR!", "#VALUE!", "#NOME?", "#NAME?", "#DIV/0!", "#NULO!", "#NULL!", "#NÚM!",
    "#NUM!", "#DESPEJAR!", "#SPILL!", "#CALC!",
})  # fmt: skip

type Read = Callable[[str], Any]  # the value, None for an empty cell, or a Fault


def clean(cells: pl.Series) -> pl.Series:
    """The texts without invisible characters, with single spaces, in composed form; never null."""
    cells = cells.cast(pl.String).fill_null("")
    if cells.str.contains(_ALREADY_CLEAN).all():
        return cells
    bare = cells.str.replace_all(_INVISIBLE, "").str.replace_all(_BLANKS, " ").str.strip_chars(" ")
    return bare.str.normalize("NFC")


def without_masks(cells: pl.Series) -> pl.Series:
    """The texts with the empty masks of other systems (`-`, `___.___.___-__`) made empty."""
    masked = cells.str.contains(_NOTHING)
    return pl.select(pl.when(masked).then(pl.lit("")).otherwise(cells)).to_series().alias(cells.name)


def read_distinct(cells: pl.Series, read: Read, dtype: Any) -> pl.DataFrame:
    """Columns `value` (dtype), `code`, `phrase`; the last two are null where the text could be read."""
    texts = cells.head(1) if _are_one(cells) else cells.unique()
    outcomes = [_sheet_error(text) or read(text) for text in texts.to_list()]
    faults = [outcome if isinstance(outcome, Fault) else None for outcome in outcomes]
    table = pl.DataFrame(
        {
            "text": texts,
            "value": pl.Series([None if fault else outcome for outcome, fault in zip(outcomes, faults, strict=True)],
                               dtype=dtype),
            "code": pl.Series([fault and fault.code for fault in faults], dtype=pl.String),
            "phrase": pl.Series([fault and fault.phrase for fault in faults], dtype=pl.String),
        }
    )  # fmt: skip
    if len(texts) == 1:
        return table.drop("text").select(pl.all().gather(pl.repeat(0, len(cells), dtype=pl.UInt32)))
    return pl.DataFrame({"text": cells}).join(table, on="text", how="left", maintain_order="left").drop("text")


def sheet_errors(cells: pl.Series) -> pl.DataFrame:
    """Columns `code` and `phrase`: not null where a text is what a failed formula leaves."""
    failed = cells.filter(cells.str.starts_with("#")).unique().to_list()
    faults = [(text, fault.code, fault.phrase) for text in failed if (fault := _sheet_error(text))]
    if not faults:
        return pl.select(pl.repeat(None, len(cells), dtype=pl.String).alias(name) for name in ("code", "phrase"))
    table = pl.DataFrame(faults, schema=dict.fromkeys(("text", "code", "phrase"), pl.String), orient="row")
    return pl.DataFrame({"text": cells}).join(table, on="text", how="left", maintain_order="left").drop("text")


def _sheet_error(text: str) -> Fault | None:
    if text.startswith("#") and text.upper() in _SHEET_ERRORS:
        return Fault("celula.erro", f"A célula traz o erro «{text}» da planilha. Corrija a fórmula ou escreva o valor.")
    return None


def _are_one(cells: pl.Series) -> bool:
    """Whether all rows say the same, as in a column that the sheet lacks."""
    return len(cells) > 0 and bool((cells == cells[0]).all())
