"""What came of a sheet: rows accepted, rows rejected with their reasons, rows skipped, and what we noticed."""

from collections.abc import Collection
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field

import polars as pl

from adimple.domain.errors import Invalid, Rejection
from adimple.domain.intake import cells as cell
from adimple.domain.intake import headers, synonyms

LINE = "line"
FLAW = "_flaw"  # what the file reader found wrong with a whole row, such as a cell too many; empty where nothing
_PHRASE_CHARS = 500
_LINES_TOLD = 5
_INVERTS = ["\u202b", "\u202e", "\u2067"]  # what makes `05,1` look like `1,50`: right-to-left marks nobody sees
_FREE_TEXT = frozenset({"devedor_name", "description", "city", "address", "bairro", "especie", "profile", "portfolio"})
_INVERTED = (
    "A célula traz um caractere invisível que inverte a ordem do que se lê: o que se vê pode não ser o que está "
    "escrito. Apague a célula e digite de novo."
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something decided or left out without rejecting a row; `lines` are the first of the `count` it touches."""

    code: str
    phrase: str
    count: int = 0
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """A sheet read: `accepted.height + len(rejections) + skipped == rows`, one Rejection a row."""

    kind: str
    rows: int
    accepted: pl.DataFrame
    rejections: list[Rejection]
    skipped: int
    notices: list[Notice]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A frame of text and which of its columns is which field."""

    frame: pl.DataFrame
    mapping: Dictionary[str, str]
    kind: str

    @property
    def lines(self) -> pl.Series:
        return self.frame[LINE]

    @property
    def flawed(self) -> pl.Series:
        """The rows that the file reader itself could not trust."""
        if FLAW not in self.frame.columns:
            return pl.repeat(False, self.frame.height, dtype=pl.Boolean, eager=True)
        return self.frame[FLAW] != ""

    def reject_flaws(self, findings: "Findings", among: Collection[str] | None = None) -> None:
        """Rejects the flawed rows, and those with a figure (of `among`) that is shown otherwise than it is written."""
        flawed = self.flawed
        if flawed.any():
            why = pl.select(code=pl.when(flawed).then(pl.lit("linha.torta")), phrase=self.frame[FLAW])
            findings.reject("linha", why)
        for field_name, header in self.mapping.items():
            if field_name not in _FREE_TEXT and (among is None or field_name in among):
                inverted = self.frame[header].cast(pl.String).str.contains_any(_INVERTS).fill_null(False)
                findings.reject_where(inverted, header, "texto.invertido", _INVERTED)

    def has(self, field_name: str) -> bool:
        return field_name in self.mapping

    def header(self, field_name: str) -> str:
        """The person's name for a field's column; ours where the sheet has none."""
        return self.mapping.get(field_name, synonyms.LABELS[field_name])

    def cells(self, field_name: str) -> pl.Series:
        """The clean texts of a field, empty masks made empty; all empty where the sheet lacks the column."""
        if field_name not in self.mapping:
            return pl.repeat("", self.frame.height, dtype=pl.String, eager=True)
        return cell.without_masks(cell.clean(self.frame[self.mapping[field_name]]))


def open_sheet(frame: pl.DataFrame, mapping: headers.Mapping | Dictionary[str, str], kind: str) -> Sheet:
    """The sheet with its mapping checked. Raises Invalid on an unknown field, an absent column, a lack."""
    chosen = mapping.headers if isinstance(mapping, headers.Mapping) else dict(mapping)
    chosen = {field_name: header for field_name, header in chosen.items() if header}
    for field_name, header in chosen.items():
        if field_name not in synonyms.FIELDS[kind]:
            raise Invalid(field_name, f"Não existe o campo «{field_name}» nesta importação.")
        if header not in frame.columns or header in (LINE, FLAW):
            raise Invalid(field_name, f"A planilha não tem a coluna «{header}». Escolha outra para este campo.")
    missing = headers.missing_fields(chosen, kind)
    if missing:
        names = ", ".join(f"«{synonyms.LABELS[field_name]}»" for field_name in missing)
        raise Invalid(missing[0], f"Diga qual coluna da planilha é: {names}.")
    return Sheet(frame, chosen, kind)


@dataclass(slots=True)
class Findings:
    """Collects, while the columns are read, what is wrong with which row, and what we did about it."""

    lines: pl.Series
    _faults: list[pl.DataFrame] = field(default_factory=list)
    _remarks: list[tuple[pl.Series, str, str, pl.Series | None]] = field(default_factory=list)

    def reject(self, header: str, column: pl.DataFrame) -> None:
        """Rejects the rows whose `code` is not null, as `cells.read_distinct` gives them."""
        faults = column.select("code", "phrase").with_row_index("row").filter(pl.col("code").is_not_null())
        self._faults.append(faults.with_columns(header=pl.lit(header), place=pl.lit(len(self._faults))))

    def reject_where(self, mask: pl.Series, header: str, code: str, phrase: str) -> None:
        self.reject(header, pl.select(code=pl.when(mask).then(pl.lit(code)), phrase=pl.lit(phrase)))

    def remark(self, mask: pl.Series, code: str, phrase: str, why: pl.Series | None = None) -> None:
        """A notice where the mask is true: `{rows}` becomes the count, `{why}` the first row's own reason."""
        self._remarks.append((mask.fill_null(False), code, phrase, why))

    def ignore(self, header: str, column: pl.DataFrame, code: str, what: str) -> pl.Series:
        """The column with what could not be read made empty, and a notice: the título enters without it."""
        phrase = f"«{header}»: {what} em {{rows}}; o título entrou sem isso. {{why}}"
        self.remark(column["code"].is_not_null(), code, phrase, column["phrase"])
        return column["value"] if column["value"].dtype != pl.String else column["value"].fill_null("")

    def rejected(self) -> pl.Series:
        """Which rows have a fault so far."""
        rows = pl.int_range(len(self.lines), dtype=pl.UInt32, eager=True)
        return rows.is_in(pl.concat([faults["row"] for faults in self._faults]).unique().implode())

    def rejections(self, *, but: pl.Series) -> list[Rejection]:
        """One for each faulty row that `but` does not skip: its first fault, the others told after it."""
        faults = pl.concat(self._faults).sort("row", "place", maintain_order=True)
        told = faults.filter(~but.gather(faults["row"]))
        rows = told.group_by("row", maintain_order=True).agg("header", "code", "phrase").iter_rows()
        return [_rejection(self.lines[row], list(zip(*columns, strict=True))) for row, *columns in rows]

    def notices(self, *, among: pl.Series) -> list[Notice]:
        """The remarks that touch a row of `among`, in the order they were made."""
        told = ((mask & among, code, phrase, why) for mask, code, phrase, why in self._remarks)
        return [notice_where(self.lines, *remark) for remark in told if remark[0].any()]


def notice_where(lines: pl.Series, mask: pl.Series, code: str, phrase: str, why: pl.Series | None = None) -> Notice:
    touched = lines.filter(mask)
    count = len(touched)
    rows = "1 linha" if count == 1 else f"{count} linhas"
    reason = f"Linha {touched[0]}: {why.filter(mask)[0]}" if why is not None else ""
    text = phrase.replace("{rows}", rows).replace("{why}", reason).strip()
    return Notice(code, text, count, tuple(touched.head(_LINES_TOLD).to_list()))


def _rejection(line: int, faults: list[tuple[str, str, str]]) -> Rejection:
    (header, code, phrase), *others = faults
    also = "".join(f" Também em «{other}»: {text}" for other, _, text in others)
    return Rejection(line, header[:100], code, (phrase + also)[:_PHRASE_CHARS])
