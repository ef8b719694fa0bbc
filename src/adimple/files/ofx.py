"""A bank's statement in OFX: bytes become movements, each with who it is, its day and its cents.

The day is the one the bank wrote, in its own time, whatever offset stands beside it. What cannot be read with certainty
is a Rejection with its line: two readings of an amount, a sign that contradicts its type, a row that was cut.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from adimple.domain import calendar, limits, money
from adimple.domain.errors import Invalid, Rejection, Unreadable
from adimple.files import ofx_signs, text
from adimple.files.ofx_rows import Row, RowsOfFile, StatementFound, gather

_DAY = re.compile(r"([0-9]{8})(?:[0-9]{4}|[0-9]{6})?(?:[.,][0-9]{1,6})?\s*(?:\[[^\]]{0,20}\]?)?")
_TWO_READINGS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")  # 1.234: a thousand, or one and some?
_DECLARED = re.compile(r'(?:ENCODING|CHARSET)\s*[:=]\s*"?(USASCII|UTF-?8|1252|ISO-?8859-?1)', re.IGNORECASE)
_HEADER_CHARS = 2000
_REAL = ("", "BRL", "R$")
_PENDING = "HOLD"
_MIXED = (
    "O arquivo vem sem quebras de linha: um texto que imite um movimento ou um saldo não se distingue de um "
    "verdadeiro. Confira os créditos no banco."
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One account of the file. `bank` has three digits where the file gives a number; balance as the bank says it."""

    bank: str
    agencia: str
    account: str
    kind: str
    currency: str
    since: date | None
    until: date | None
    balance_cents: int | None
    balance_on: date | None


@dataclass(frozen=True, slots=True)
class Movement:
    """One row. `cents` is negative when money left; `notice` says what was odd in it, or "".

    `identity` is the same wherever the same row comes again: bank, account, FITID, day, cents, memo, and which of the
    rows equal in all that this one is (`occurrence`, from 0).
    """

    identity: str
    line: int
    bank: str
    account: str
    on: date
    cents: int
    kind: str
    fitid: str
    memo: str
    name: str
    check_number: str
    occurrence: int
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Ofx:
    """What a file holds, in its order, and what in it could not be read."""

    statements: tuple[Statement, ...]
    movements: tuple[Movement, ...]
    rejections: tuple[Rejection, ...]
    notices: tuple[str, ...]
    encoding: str


def read_ofx(content: bytes) -> Ofx:
    """The statements in a file of a bank. Raises Unreadable when it is no OFX, or past the ceilings."""
    if len(content) > limits.MAX_OFX_BYTES:
        megabytes = limits.MAX_OFX_BYTES // (1024 * 1024)
        raise Unreadable("ofx.grande", f"O arquivo passa de {megabytes} MB. Peça ao banco um período menor.")
    written, encoding = _decode(content)
    found = gather(written)
    statements = tuple(_statement(one) for one in found.statements)
    movements, rejections = _movements(found, statements)
    notices = [*_encoding_notices(written, encoding), *_notices(found, statements, movements)]
    return Ofx(statements, tuple(movements), tuple(rejections), tuple(notices), encoding)


def _decode(content: bytes) -> tuple[str, str]:
    try:
        return text.decode(content)
    except Unreadable as error:
        if error.code == "arquivo.vazio":
            raise Unreadable("ofx.vazio", "O arquivo está vazio. Baixe-o de novo no site do banco.") from error
        phrase = "O arquivo não é um extrato OFX: traz bytes que não são texto, ou foi cortado. Baixe-o de novo."
        raise Unreadable("ofx.binario", phrase) from error


def _statement(found: StatementFound) -> Statement:
    values = found.values
    bank = values.get("BANKID") or values.get("BROKERID", "")
    return Statement(
        bank=bank.lstrip("0").zfill(3) if bank.isascii() and bank.isdigit() else bank,
        agencia=values.get("BRANCHID", ""),
        account=values.get("ACCTID", ""),
        kind=values.get("ACCTTYPE") or found.kind,
        currency=values.get("CURDEF", "").upper(),
        since=_day_or_none(values.get("DTSTART", "")),
        until=_day_or_none(values.get("DTEND", "")),
        balance_cents=_cents_or_none(values.get("BALAMT", "")),
        balance_on=_day_or_none(values.get("DTASOF", "")),
    )


def _movements(found: RowsOfFile, statements: tuple[Statement, ...]) -> tuple[list[Movement], list[Rejection]]:
    movements: list[Movement] = []
    rejections = list(found.rejections)
    unsigned = ofx_signs.unsigned_statements(found.rows)
    seen: Counter[tuple[str, ...]] = Counter()
    for row in found.rows:
        try:
            movements.append(_movement(row, statements[row.statement], row.statement in unsigned, seen))
        except Invalid as error:
            rejections.append(Rejection(row.line, error.field, f"ofx.{error.field}", error.phrase))
    return movements, sorted(rejections, key=lambda one: one.line)


def _movement(row: Row, statement: Statement, is_unsigned: bool, seen: Counter[tuple[str, ...]]) -> Movement:
    """Raises Invalid with the field that cannot be read."""
    if row.flaw:
        raise Invalid("movimento", row.flaw)
    if not statement.account:
        raise Invalid("conta", "O extrato não diz de que conta é este movimento (ACCTID).")
    currency = row.values.get("CURSYM", statement.currency).upper()
    if currency not in _REAL:
        raise Invalid("moeda", f"O movimento está em {currency[:10]}, e só lemos reais (BRL).")
    kind = row.values.get("TRNTYPE", "").upper()
    if kind == _PENDING:
        raise Invalid("pendente", "O banco ainda não confirmou este movimento (HOLD).")
    on = _day(row.values.get("DTPOSTED", ""))
    cents, notice = ofx_signs.signed(kind, _cents(row.values.get("TRNAMT", "")), is_unsigned)
    fitid, name = row.values.get("FITID", ""), row.values.get("NAME", "")
    memo = row.values.get("MEMO", "") or name
    if any(len(value) > limits.MAX_CELL_CHARS for value in (fitid, name, memo)):
        raise Invalid("texto", f"Um texto deste movimento passa de {limits.MAX_CELL_CHARS} caracteres.")
    key = (statement.bank, _account_key(statement.account), fitid, on.isoformat(), str(cents), memo)
    occurrence = seen[key]
    seen[key] += 1
    if occurrence:
        notice = " ".join(filter(None, (notice, "Igual a outro do arquivo em tudo: contado à parte.")))
    return Movement(
        identity=hashlib.sha256("\x1f".join((*key, str(occurrence))).encode()).hexdigest(),
        line=row.line,
        bank=statement.bank,
        account=statement.account,
        on=on,
        cents=cents,
        kind=kind,
        fitid=fitid,
        memo=memo,
        name=name,
        check_number=row.values.get("CHECKNUM", ""),
        occurrence=occurrence,
        notice=notice,
    )


def _cents(written: str) -> int:
    """The cents of `-10.50`, `10,50`, `1.234,56`, `+1,234.56`. Raises Invalid; zero is no movement."""
    bare = written[1:] if written.startswith("+") and written[1:2] not in ("-", "+") else written
    if not bare:
        raise Invalid("valor", "Falta o valor do movimento (TRNAMT).")
    if _TWO_READINGS.fullmatch(re.sub(r"[^0-9.,]", "", bare)):
        raise Invalid("valor", f"Valor ambíguo: «{written[:40]}» pode ser milhar ou decimal.")
    cents = money.parse_brl(bare, allow_negative=True)
    if cents == 0:
        raise Invalid("valor_zero", "O valor do movimento é zero: não é dinheiro que entrou ou saiu.")
    return cents


def _day(written: str) -> date:
    """The day as the bank wrote it. Raises Invalid."""
    if not written:
        raise Invalid("data", "Falta a data do movimento (DTPOSTED).")
    match = _DAY.fullmatch(written)
    return calendar.parse_date(match[1] if match else written)


def _day_or_none(written: str) -> date | None:
    try:
        return _day(written)
    except Invalid:
        return None


def _cents_or_none(written: str) -> int | None:
    try:
        return _cents(written)
    except Invalid as error:
        return 0 if error.field == "valor_zero" else None


def _account_key(account: str) -> str:
    """The account without dots, dashes and zeros before it, which banks write in one file and not in the next."""
    return re.sub(r"[^0-9A-Za-z]", "", account).lstrip("0").upper()


def _encoding_notices(written: str, encoding: str) -> list[str]:
    declared = {name.upper().replace("-", "") for name in _DECLARED.findall(written[:_HEADER_CHARS])}
    is_utf8 = encoding.startswith("UTF")
    agrees = "UTF8" in declared if is_utf8 else "1252" in declared or "ISO88591" in declared
    if written.isascii() or not declared or agrees:
        return []
    return [f"O cabeçalho anuncia outra codificação; o texto foi lido como {encoding}."]


def _notices(found: RowsOfFile, statements: tuple[Statement, ...], movements: list[Movement]) -> list[str]:
    notices = []
    if not found.is_whole:
        notices.append("O arquivo não termina em </OFX>: pode ter sido cortado. Confira o saldo, ou baixe-o de novo.")
    if found.is_mixed:
        notices.append(_MIXED)
    ids = Counter((one.bank, one.account, one.fitid) for one in movements if one.fitid)
    repeated = sum(count - 1 for count in ids.values())
    if repeated:
        notices.append(f"Movimentos que repetem o FITID de outro: {repeated}. Cada um conta à parte.")
    if unread := [
        one.account for one, raw in zip(statements, found.statements, strict=True) if _lost_balance(one, raw)
    ]:
        notices.append(f"O saldo de {', '.join(unread)} não se lê.")
    return notices


def _lost_balance(statement: Statement, found: StatementFound) -> bool:
    return "BALAMT" in found.values and statement.balance_cents is None
