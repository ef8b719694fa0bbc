"""Which column of a person's sheet is which field, from the names Brazilian systems give them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from functools import cache

from adimple.domain import cadastro
from adimple.domain.intake import synonyms

CERTAIN = "certa"
PROBABLE = "provavel"

# Two columns of one name and different cells are not told apart by place: the person says which.
_NEVER_GUESSED = frozenset({"principal", "balance", "amount", "due_on", "paid_on", "document"})
_NTH = re.compile(r" [2-9]$")  # how `files` names the second column of a name

type Sample = Dictionary[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Match:
    """A field, the header it was found under, and how sure we are: `certa` or `provavel`."""

    field: str
    header: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """What was recognised, in the order of the fields, and the headers nobody claimed."""

    kind: str
    matches: tuple[Match, ...]
    unused: tuple[str, ...]

    @property
    def headers(self) -> dict[str, str]:
        """Field → header, as `read_titulos` takes it and as a person edits it."""
        return {match.field: match.header for match in self.matches}

    @property
    def missing(self) -> tuple[str, ...]:
        """The required fields without a column: nothing can be read until the person points at one."""
        return missing_fields(self.headers, self.kind)


def recognise(headers: Sequence[str], *, kind: str = synonyms.TITULOS, sample: Sample | None = None) -> Mapping:
    """The best header for each field of a sheet of `titulos` or `payments`; a header serves one field.

    `sample` has the first cells of each column. With it, an empty column is chosen only if none else serves,
    `Documento` is told to be a CPF or a number, and a counter of rows is not taken for a título's number.
    """
    cells = sample or {}
    taken: dict[str, Match] = {}
    if documento := _column_of_documents(headers, cells):
        taken[documento] = Match("document", documento, PROBABLE)
    for find, confidence in ((_by_name, CERTAIN), (_by_words, PROBABLE)):
        for field in synonyms.FIELDS[kind]:
            if any(match.field == field for match in taken.values()):
                continue
            free = [header for header in headers if header not in taken]
            if field == "number":
                with_parcela = any(match.field == "parcela" for match in taken.values())
                free = [header for header in free if _may_number(header, cells, with_parcela=with_parcela)]
            if field == "devedor_name":
                free = [header for header in free if _may_name(header, cells)] or free
            filled = [header for header in free if not sample or any(cells.get(header, ()))]
            found = find(filled, field, kind) or find(free, field, kind)
            if found is not None and not (field in _NEVER_GUESSED and _has_twin(found, filled, cells)):
                taken[found] = Match(field, found, confidence)
    order = list(synonyms.FIELDS[kind])
    matches = sorted(taken.values(), key=lambda match: order.index(match.field))
    return Mapping(kind, tuple(matches), tuple(header for header in headers if header not in taken))


def missing_fields(mapping: Dictionary[str, str], kind: str) -> tuple[str, ...]:
    """The required fields that `mapping` lacks. One of a group is enough (valor or saldo)."""
    return tuple(group[0] for group in synonyms.REQUIRED[kind] if not any(field in mapping for field in group))


def count_known(cells: Iterable[str]) -> int:
    """How many cells are names of known columns, of either kind of sheet: what makes a row a header."""
    return len({fold_header(cell) for cell in cells} & _every_name())


def fold_header(header: str) -> str:
    """Lower case, no accents, no punctuation, nothing invisible, no `R$`: `Valor (R$)` and `VALOR` are one."""
    bare = re.sub(r"(?i)r\$|(?<=n)\.(?=[ºo°])", " ", header).replace("n º", "nº").replace("N º", "Nº")
    letters = bare if bare.isascii() else "".join(  # most cells are, and looking for a header asks of every one
        char for char in unicodedata.normalize("NFKD", bare)
        if not (unicodedata.combining(char) or unicodedata.category(char) == "Cf")
    )  # fmt: skip
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters.lower()).split())


@cache
def _every_name() -> frozenset[str]:
    return frozenset(name for kind in synonyms.FIELDS.values() for names in kind.values() for name in names)


def _by_name(headers: Sequence[str], field: str, kind: str) -> str | None:
    """The header that is a known name of the field; the earlier name in the table wins."""
    rank = {name: place for place, name in enumerate(synonyms.FIELDS[kind][field])}
    known = [header for header in headers if fold_header(header) in rank]
    return min(known, key=lambda header: rank[fold_header(header)], default=None)


def _by_words(headers: Sequence[str], field: str, kind: str) -> str | None:
    """The first header that has the field's words and none that belong to somebody else."""
    for header in headers:
        words = set(fold_header(header).split())
        if words & synonyms.NOT_OURS:
            continue
        for wanted, unwanted in synonyms.WORDS[kind].get(field, ()):
            if wanted <= words and not words & unwanted:
                return header
    return None


def _column_of_documents(headers: Sequence[str], cells: Sample) -> str | None:
    """A column `Documento` whose cells are mostly CPFs and CNPJs, where no column says so by name."""
    names = {fold_header(header) for header in headers}
    if names & set(synonyms.FIELDS[synonyms.TITULOS]["document"]):
        return None
    for header in headers:
        written = [cell for cell in cells.get(header, ()) if cell.strip()]
        if fold_header(header) in synonyms.DOCUMENTO and written:
            valid = sum(cadastro.read_document(cell).valid for cell in written)
            if 2 * valid > len(written):
                return header
    return None


def _may_name(header: str, cells: Sample) -> bool:
    """Whether a column holds names and not the codes that some systems put under `Cliente`."""
    written = [cell for cell in cells.get(header, ()) if cell.strip()]
    return 2 * sum(any(char.isalpha() for char in cell) for cell in written) >= len(written)


def _has_twin(header: str, others: Sequence[str], cells: Sample) -> bool:
    """Whether another column has the same name and says something else."""
    name = _NTH.sub("", fold_header(header))
    twins = [other for other in others if other != header and _NTH.sub("", fold_header(other)) == name]
    return any(list(cells.get(twin, ())) != list(cells.get(header, ())) for twin in twins)


def _may_number(header: str, cells: Sample, *, with_parcela: bool) -> bool:
    """Whether a column with a weak name behaves like the number of a título, as far as the sample tells."""
    if fold_header(header) not in synonyms.WEAK_NUMBERS:
        return True
    written = [cell.strip() for cell in cells.get(header, ()) if cell.strip()]
    counts_rows = len(written) > 1 and written == [str(place) for place in range(1, len(written) + 1)]
    repeats = len(set(written)) < len(written)
    return not counts_rows and (with_parcela or not repeats)
