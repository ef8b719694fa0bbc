"""The first line of a retorno: which bank, which layout; or why the file is none, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from adimple.domain.bank import Bank
from adimple.domain.cnab import AAAAMMDD, DAYS, DDMMAA, DDMMAAAA
from adimple.domain.errors import Invalid, Unreadable
from adimple.domain.retorno.items import FILE, Notice
from adimple.domain.retorno.layout import CNAB240, CNAB400, Layout

WIDTHS = {CNAB240: 240, CNAB400: 400}
# How much of a 240's header may lack, blanks being cut: the code of remessa or retorno stands at 143.
_LEAST_240 = 143
_NOT_A_RETORNO = (
    (b"\xef\xbb\xbf", "bom", "O arquivo foi salvo como UTF-8 (há uma marca no começo). Envie-o como o banco o gerou."),
    (b"\xff\xfe", "utf16", "O arquivo foi salvo como UTF-16. Envie-o como o banco o gerou, sem abrir e salvar."),
    (b"\xfe\xff", "utf16", "O arquivo foi salvo como UTF-16. Envie-o como o banco o gerou, sem abrir e salvar."),
    (b"%PDF", "pdf", "Este arquivo é um PDF. O retorno é o arquivo de texto (.RET, .CRT ou .TXT) do banco."),
    (b"PK\x03\x04", "zip", "Este arquivo é um ZIP ou uma planilha. Abra-o e envie o retorno que está dentro."),
    (b"\x1f\x8b", "zip", "Este arquivo está compactado. Abra-o e envie o retorno que está dentro."),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """`notices`: where the header disagrees with itself, each of which keeps the ledger waiting."""

    bank: Bank
    layout: Layout
    generated_on: date | None
    raw: bytes
    notices: tuple[Notice, ...]


def recognise(raw: bytes, banks: Mapping[str, Bank]) -> Opening:
    """The opening of this first line. Raises Unreadable: not a retorno, a remessa, or of a bank we do not read."""
    _refuse_other_kinds(raw)
    line = raw.decode("latin-1")
    if line[:9] in ("02RETORNO", "01REMESSA"):
        return _of_400(raw, line, banks)
    if line[:3].isdigit() and line[3:8] == "00000":
        return _of_240(raw, line, banks)
    raise Unreadable(
        "retorno.unknown",
        "A primeira linha não é o cabeçalho de um retorno CNAB 240 nem 400. Envie o arquivo como o banco o gerou.",
    )


def _refuse_other_kinds(raw: bytes) -> None:
    for start, code, phrase in _NOT_A_RETORNO:
        if raw.startswith(start):
            raise Unreadable(f"retorno.{code}", phrase)
    text = raw.lstrip().lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml")) or b"<html" in text:
        raise Unreadable("retorno.html", "Este arquivo é uma página da internet. Baixe de novo o retorno no banco.")
    if b"\x00" in raw[:64]:
        raise Unreadable("retorno.binary", "Este arquivo não é um texto. O retorno é o arquivo de texto do banco.")


def _of_400(raw: bytes, line: str, banks: Mapping[str, Bank]) -> Opening:
    _refuse_remessa(line[1] == "1")
    found = len(line) if len(line) <= WIDTHS[CNAB400] else max(WIDTHS[CNAB400], len(line.rstrip(" ")))
    _refuse_width(found, WIDTHS[CNAB400])
    bank, layout = _known(line[76:79], CNAB400, banks)
    wrong = []
    if line[9:11] != "01":
        wrong.append(("service", f"O código do serviço (posições 10 a 11) deveria ser 01; é «{line[9:11]}»."))
    if line[11:19] != "COBRANCA":
        wrong.append(("service", f"O serviço (posições 12 a 19) deveria ser COBRANCA; é «{line[11:19]}»."))
    if line[394:400] != "000001":
        wrong.append(("sequence", f"O cabeçalho deveria ser o registro 000001; é «{line[394:400]}»."))
    day = _day(line[94:102], AAAAMMDD) if line[94:96] == "20" and line[98:100] <= "12" else None
    return Opening(bank, layout, day or _day(line[94:100], DDMMAA), raw, _of_file(wrong, raw))


def _of_240(raw: bytes, line: str, banks: Mapping[str, Bank]) -> Opening:
    _refuse_remessa(line[142:143] == "1")
    found = len(line) if len(line) <= WIDTHS[CNAB240] else len(line.rstrip())
    if not _LEAST_240 <= found <= WIDTHS[CNAB240]:
        _refuse_width(found, WIDTHS[CNAB240])
    bank, layout = _known(line[:3], CNAB240, banks)
    wrong = []
    if line[142:143] != "2":
        wrong.append(("service", f"O código de retorno (posição 143) deveria ser 2; é «{line[142:143]}»."))
    return Opening(bank, layout, _day(line[143:151], DDMMAAAA), raw, _of_file(wrong, raw))


def _refuse_remessa(is_remessa: bool) -> None:
    if is_remessa:
        raise Unreadable(
            "retorno.remessa",
            "Este arquivo é uma remessa: o que se manda ao banco. Envie o retorno, o que o banco devolve.",
        )


def _refuse_width(found: int, width: int) -> None:
    if found > 2 * width - 1:
        raise Unreadable(
            "retorno.no_line_ends",
            f"O arquivo não tem quebras de linha: a primeira passa de {width} caracteres. "
            "Envie-o como o banco o gerou.",
        )
    if found != width:
        raise Unreadable(
            "retorno.width",
            f"O cabeçalho tem {found} caracteres e deveria ter {width}. O arquivo foi cortado ou mudado: baixe-o de "
            "novo no banco.",
        )


def _known(code: str, name: str, banks: Mapping[str, Bank]) -> tuple[Bank, Layout]:
    bank = banks.get(code)
    layout = bank and (bank.retorno240 if name == CNAB240 else bank.retorno400)
    if not bank or not layout:
        readable = ", ".join(sorted(one.code for one in banks.values() if one.retorno240 or one.retorno400))
        who = f"de {bank.name}" if bank else f"do banco «{code}»"
        raise Unreadable("retorno.bank", f"Não lemos o retorno {name} {who}. Lemos, em algum dos formatos: {readable}.")
    return bank, layout


def _day(found: str, kind: str) -> date | None:
    if not (len(found) == len(kind) and found.isascii() and found.isdigit()):
        return None
    try:
        return DAYS[kind][found]
    except Invalid:
        return None


def _of_file(wrong: list[tuple[str, str]], raw: bytes) -> tuple[Notice, ...]:
    return tuple(Notice(1, FILE, code, phrase, raw) for code, phrase in wrong)
