"""The columns about a person: name, CPF/CNPJ, e-mail, phone, place."""

import re

import polars as pl

from adimple.domain import cadastro, calendar, limits
from adimple.domain.intake import cells as cell
from adimple.domain.intake.cells import Fault

_HAS_LETTER = re.compile(r"[^\W\d_]")
_BETWEEN_EMAILS = re.compile(r"[\s;,|/<>()]+")
_CODE_BEFORE_NAME = r"^[0-9]{4,9} ?- ?[0-9]{2,4} ?- ?([^0-9])"  # Protheus' report: code, loja and name in one cell
_BETWEEN_PHONES = re.compile(r"[;,|/]")

_UF_OF_NAME = {
    "acre": "AC", "alagoas": "AL", "amazonas": "AM", "amapa": "AP", "bahia": "BA", "ceara": "CE",
    "distrito federal": "DF", "espirito santo": "ES", "goias": "GO", "maranhao": "MA", "minas gerais": "MG",
    "mato grosso do sul": "MS", "mato grosso": "MT", "para": "PA", "paraiba": "PB", "pernambuco": "PE",
    "piaui": "PI", "parana": "PR", "rio de janeiro": "RJ", "rio grande do norte": "RN", "rondonia": "RO",
    "roraima": "RR", "rio grande do sul": "RS", "santa catarina": "SC", "sergipe": "SE", "sao paulo": "SP",
    "tocantins": "TO",
}  # fmt: skip


def read_names(cells: pl.Series) -> pl.DataFrame:
    """Columns value, code, phrase. A name has a letter; an empty cell is a fault."""
    return cell.read_distinct(cells.str.replace(_CODE_BEFORE_NAME, "${1}"), _name, pl.String)


def name_keys(names: pl.Series) -> pl.Series:
    """The folded names, by which people are searched and ordered."""
    return cell.read_distinct(names, cadastro.fold_name, pl.String)["value"]


def read_documents(cells: pl.Series) -> pl.DataFrame:
    """Columns value (11 or 14 characters, empty when not informed), code, phrase."""
    cpfs = _plain_cpfs(cells)
    rest = pl.select(pl.when(cpfs.is_null()).then(cells).otherwise(pl.lit(""))).to_series()
    return cell.read_distinct(rest, _document, pl.String).with_columns(value=pl.coalesce(cpfs, "value"))


def _plain_cpfs(cells: pl.Series) -> pl.Series:
    """The CPFs that need no care: 11 digits, bare or masked, that check. Null elsewhere, for `_document` to judge.

    Weights as in `cadastro.documents`: 10…2, then the same total plus each digit once and twice the first check.
    """
    bare = cells.str.extract(r"^([0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2})$").str.replace_all(r"[.\-]", "")
    digits = [pl.col("cpf").str.slice(place, 1).cast(pl.Int32) for place in range(11)]
    total = pl.sum_horizontal(digit * (10 - place) for place, digit in enumerate(digits[:9]))
    first = total * 10 % 11 % 10
    second = (total + pl.sum_horizontal(digits[:9]) + 2 * first) * 10 % 11 % 10
    is_one_digit = pl.all_horizontal(digit == digits[0] for digit in digits)
    checks = (first == digits[9]) & (second == digits[10]) & ~is_one_digit
    return bare.to_frame("cpf").select(pl.when(checks).then("cpf")).to_series()


def gained_zeros(cells: pl.Series, documents: pl.Series) -> pl.Series:
    """Where a document got back the zeros that a spreadsheet ate."""
    written = cells.str.replace(r"[.,]0$", "").str.replace_all(r"[^0-9A-Za-z]", "").str.len_chars()
    return (written > 0) & (written < documents.fill_null("").str.len_chars())


def read_emails(cells: pl.Series) -> pl.DataFrame:
    """Columns value (the first valid address, lower case), code, phrase."""
    return cell.read_distinct(cells, _email, pl.String)


def read_phones(cells: pl.Series, ddds: pl.Series) -> pl.DataFrame:
    """Columns value (`+5511… mobile`: E.164, a space and the kind), code, phrase. `ddds` completes short ones."""
    digits = cells.str.replace_all(r"\D", "").str.len_chars()
    area = ddds.str.replace_all(r"\D", "").str.strip_chars_start("0")
    short = digits.is_between(8, 9) & (area.str.len_chars() == 2)
    whole = pl.select(pl.when(short).then(pl.lit("(") + area + pl.lit(") ") + cells).otherwise(cells)).to_series()
    return cell.read_distinct(whole, _phone, pl.String)


def read_ceps(cells: pl.Series) -> pl.DataFrame:
    """Columns value (eight digits), code, phrase."""
    return cell.read_distinct(cells, _cep, pl.String)


def read_ufs(cells: pl.Series) -> pl.DataFrame:
    """Columns value (two letters), code, phrase. The name of the state is read too."""
    return cell.read_distinct(cells, _uf, pl.String)


def ufs_of(ceps: pl.Series, phones: pl.Series) -> pl.Series:
    """The UF told by the CEP, else by the phone's DDD, else empty."""
    by_cep = cell.read_distinct(ceps, lambda cep: cadastro.uf_of_cep(cep) or "", pl.String)["value"]
    ddds = phones.str.extract(r"^\+55(\d\d)").fill_null("")
    by_ddd = cell.read_distinct(ddds, lambda ddd: cadastro.uf_of_ddd(ddd) or "", pl.String)["value"]
    return pl.select(pl.when(by_cep != "").then(by_cep).otherwise(by_ddd)).to_series()


def _name(text: str) -> str | Fault:
    if not text:
        return Fault("devedor.sem_nome", "Falta o nome do devedor. Preencha a coluna.")
    if not _HAS_LETTER.search(text):
        return Fault("devedor.nome_invalido", f"«{text[:40]}» não é um nome. Escreva o nome do devedor.")
    if len(text) > limits.MAX_NAME_CHARS:
        phrase = f"O nome tem {len(text)} letras; o limite é {limits.MAX_NAME_CHARS}. Encurte o nome."
        return Fault("devedor.nome_longo", phrase)
    return text


def _document(text: str) -> str | Fault:
    reading = cadastro.read_document(text)
    if reading.valid:
        return reading.normalised or ""
    if reading.code == "vazio":
        return ""
    return Fault(f"documento.{reading.code}", reading.phrase or "")


def _email(text: str) -> str | Fault:
    if not text:
        return ""
    reading = cadastro.read_email(text)
    if not reading.valid and (text.count("@") > 1 or "<" in text):
        readings = (cadastro.read_email(part) for part in _BETWEEN_EMAILS.split(text) if "@" in part)
        reading = next((other for other in readings if other.valid), reading)
    if reading.valid:
        return reading.normalised or ""
    return Fault(f"email.{reading.code}", reading.phrase or "")


def _phone(text: str) -> str | Fault:
    if not text:
        return ""
    reading = cadastro.read_phone(text)
    if not reading.valid and _BETWEEN_PHONES.search(text):
        readings = [cadastro.read_phone(part.strip()) for part in _BETWEEN_PHONES.split(text) if part.strip()]
        reachable = [other for other in readings if other.e164]
        reading = min(reachable, key=lambda other: other.kind != "mobile", default=reading)
    if reading.e164:
        return f"{reading.e164} {reading.kind}"
    if reading.code == "vazio":
        return ""
    if reading.valid:
        return Fault("telefone.de_empresa", "Este número recebe chamadas de clientes; não serve para falar com alguém.")
    return Fault(f"telefone.{reading.code}", reading.phrase or "")


def _cep(text: str) -> str | Fault:
    reading = cadastro.read_cep(text)
    if reading.valid:
        return reading.normalised or ""
    return "" if reading.code == "vazio" else Fault(f"cep.{reading.code}", reading.phrase or "")


def _uf(text: str) -> str | Fault:
    if not text:
        return ""
    uf = text.upper() if text.upper() in calendar.UFS else _UF_OF_NAME.get(cadastro.fold_name(text))
    return uf or Fault("uf.inexistente", f"Não existe a UF «{text[:20]}». Use duas letras, como SP.")
