"""From tags to rows: which account each movement belongs to, and where one ends when nobody closed it."""

import re
from dataclasses import dataclass, field

from adimple.domain import limits
from adimple.domain.errors import Rejection, Unreadable
from adimple.files import ofx_tags
from adimple.files.ofx_tags import Tag

_STATEMENTS = {"STMTRS": "", "CCSTMTRS": "CREDITCARD", "INVSTMTRS": "INVESTMENT"}
_ACCOUNT, _MOVEMENT, _BALANCE, _LIST, _OTHER = "account", "movement", "balance", "list", "other"
_SECTIONS = {
    "BANKACCTFROM": _ACCOUNT,
    "CCACCTFROM": _ACCOUNT,
    "INVACCTFROM": _ACCOUNT,
    "BANKTRANLIST": _LIST,
    "STMTTRN": _MOVEMENT,
    "LEDGERBAL": _BALANCE,
    "AVAILBAL": _OTHER,
    "BALLIST": _OTHER,
    "INVBAL": _OTHER,
    "STMTTRNP": _OTHER,
    "BANKTRANLISTP": _OTHER,
}
_INNER = {"CURRENCY", "ORIGCURRENCY", "PAYEE", "BANKACCTTO", "CCACCTTO", "IMAGEDATA"}
_READ = {
    _ACCOUNT: {"BANKID", "BROKERID", "BRANCHID", "ACCTID", "ACCTTYPE"},
    _BALANCE: {"BALAMT", "DTASOF"},
    _LIST: {"DTSTART", "DTEND", "CURDEF"},
    "": {"CURDEF"},
}
_ONCE = {"TRNTYPE", "DTPOSTED", "TRNAMT", "FITID", "CHECKNUM"}
_JOINED = {"NAME", "MEMO"}
_AMOUNT = "TRNAMT"
_TWO_IN_ONE = "Há dois movimentos no lugar de um: {name} aparece duas vezes."
_CUT = "O movimento está no fim do arquivo e não foi fechado: o arquivo foi cortado."
_OUTSIDE = "Há um valor fora de um movimento do extrato (pendente, ou de outra parte do arquivo): não foi lido."

_STRAY = "O movimento começa na mesma linha que um texto: pode ter vindo de dentro dele. Confira-o no banco."
_STRAY_SECTION = "Há uma conta, um saldo ou um extrato na mesma linha que um texto: não foi lido. Confira-o no banco."
# A field that starts its own line: the bank breaks lines, so what comes after a text in one is not the bank's.
_FIELDS = sorted({*_ONCE, *_JOINED, *set().union(*_READ.values()), "STMTTRN"})
_LINED = re.compile(rf"[\r\n][ \t]*+<(?:{'|'.join(_FIELDS)})>", re.IGNORECASE)
_HIDDEN = "Há movimentos dentro de um comentário ou de um texto: não foram lidos. Confira-os no banco."


@dataclass(slots=True)
class StatementFound:
    """`kind` is the account's where the file does not say it; `values` as written."""

    kind: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One movement as written. `statement` is its place among the statements; `flaw` says why it cannot be trusted."""

    line: int
    statement: int
    values: dict[str, str] = field(default_factory=dict)
    flaw: str = ""


@dataclass(slots=True)
class RowsOfFile:
    statements: list[StatementFound] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    is_whole: bool = False
    is_mixed: bool = False  # no field starts a line, so that a row inside a text looks like any other


def gather(written: str) -> RowsOfFile:
    """Every statement and row. Raises Unreadable when there is none, or too many rows."""
    gathering = _Gathering(is_lined=_LINED.search(written) is not None)
    is_ofx = False
    for tag in ofx_tags.tags(written):
        is_ofx = is_ofx or tag.name == "OFX"
        if is_ofx:
            gathering.take(tag)
            gathering.refuse_many()
    if not is_ofx:
        raise Unreadable("ofx.nao_e_ofx", "O arquivo não é um extrato OFX. No site do banco, exporte em OFX (Money).")
    gathering.end()
    if not gathering.found.statements:
        raise Unreadable("ofx.sem_extrato", "O arquivo OFX não traz o extrato de nenhuma conta. Baixe-o de novo.")
    return gathering.found


class _Gathering:
    """Where we are in the file. A section ends where it is closed, or where the next one starts.

    Who pays writes the memo, and some banks copy it raw: where the bank breaks lines (`is_lined`), a movement, account
    or balance that starts after a text in the same line (`after_text`) is not the bank's word.
    """

    def __init__(self, is_lined: bool) -> None:
        self.found = RowsOfFile()
        self.is_lined = is_lined
        self.after_text = False
        self.section = ""
        self.inner = ""
        self.row: Row | None = None

    def take(self, tag: Tag) -> None:
        if tag.starts_line:
            self.after_text = False
        if tag.is_closing:
            self._close(tag.name)
        elif tag.name == ofx_tags.HIDDEN:
            self._tell_hidden(tag.line)
        elif self._is_stray(tag):
            self._tell_stray(tag)
        elif tag.name in _STATEMENTS:
            self._leave("")
            self.found.statements.append(StatementFound(_STATEMENTS[tag.name]))
        elif tag.name in _SECTIONS:
            self._leave(_SECTIONS[tag.name])
            self._enter(tag)
        elif tag.name in _INNER:
            self.inner = tag.name
        elif tag.name == "OFX":
            self.found.is_whole = False
        else:
            self._read(tag)
            self.after_text = self.after_text or tag.name in _JOINED

    def end(self) -> None:
        """The end of the file: what is open there may have lost its last digits."""
        if self.row is not None:
            self.row.flaw = _CUT
        self._leave("")

    def refuse_many(self) -> None:
        found = self.found
        if len(found.rows) + len(found.rejections) + len(found.statements) > limits.MAX_OFX_ROWS:
            many = f"{limits.MAX_OFX_ROWS:,}".replace(",", ".")
            raise Unreadable("ofx.muitas_linhas", f"Há mais de {many} movimentos. Peça ao banco um período menor.")

    def _close(self, name: str) -> None:
        if name in _SECTIONS or name in _STATEMENTS or name == "OFX":
            self._leave(_LIST if name == "STMTTRN" else "")
        elif name == self.inner:
            self.inner = ""
        if name == "OFX":
            self.found.is_whole = True

    def _leave(self, section: str) -> None:
        if self.row is not None:
            self.found.rows.append(self.row)
        self.row, self.inner, self.section = None, "", section

    def _tell_hidden(self, line: int) -> None:
        self.found.rejections.append(Rejection(line, "movimento", "ofx.escondido", _HIDDEN))
        if self.row is not None:
            self.row.flaw = _HIDDEN

    def _is_stray(self, tag: Tag) -> bool:
        """A section after a text in its line; in a file without lines that is every one, and nobody can tell."""
        if not self.after_text or (tag.name not in _STATEMENTS and tag.name not in _SECTIONS):
            return False
        self.found.is_mixed = self.found.is_mixed or not self.is_lined
        return self.is_lined

    def _tell_stray(self, tag: Tag) -> None:
        """A movement waits for a person, whole; of another section nothing is read."""
        if _SECTIONS.get(tag.name) == _MOVEMENT:
            self._leave(_MOVEMENT)
            self._enter(tag)
            if self.row is not None:
                self.row.flaw = _STRAY
        else:
            self.found.rejections.append(Rejection(tag.line, "texto", "ofx.texto", _STRAY_SECTION))

    def _enter(self, tag: Tag) -> None:
        if self.section == _ACCOUNT and (not self.found.statements or "ACCTID" in self._statement().values):
            self.found.statements.append(StatementFound(_STATEMENTS["CCSTMTRS"] if tag.name == "CCACCTFROM" else ""))
        if self.section == _MOVEMENT:
            self._statement()
            self.row = Row(tag.line, len(self.found.statements) - 1)

    def _statement(self) -> StatementFound:
        if not self.found.statements:
            self.found.statements.append(StatementFound(""))
        return self.found.statements[-1]

    def _read(self, tag: Tag) -> None:
        if self.row is not None:
            self._read_into(self.row, tag)
        elif tag.name == _AMOUNT:
            self.found.rejections.append(Rejection(tag.line, "movimento", "ofx.fora", _OUTSIDE))
        elif self.after_text and self.is_lined:
            return  # what follows a text in its line is no field of the statement
        elif tag.value and tag.name in _READ.get(self.section, ()):
            self._statement().values.setdefault(tag.name, tag.value)

    def _read_into(self, row: Row, tag: Tag) -> None:
        values = row.values
        if tag.name == "CURSYM" and self.inner == "CURRENCY":
            values["CURSYM"] = tag.value
        elif tag.name in _JOINED and tag.value and self.inner in ("", "PAYEE"):
            values[tag.name] = f"{values[tag.name]} {tag.value}" if tag.name in values else tag.value
        elif tag.name in _ONCE:
            if tag.name in values:
                row.flaw = _TWO_IN_ONE.format(name=tag.name)
            values[tag.name] = tag.value
