"""Who a row is: the same título and the same person get the same key in every sheet that brings them."""

import hashlib

import polars as pl

from adimple.domain.intake import people


def with_devedor_keys(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds devedor_key: the CPF/CNPJ, else the key the sheet had from us, else `p:` and a hash of folded name and
    contact (e-mail, else phone). Needs given_devedor_key, "" where none.
    """
    unnamed = frame["document"] == ""
    contacts = pl.select(
        pl.when(frame["email"] != "").then(frame["email"]).otherwise(frame["phone"]).alias("contact")
    ).to_series()
    texts = (frame["name_key"] + "|" + contacts).filter(unnamed)
    hashed = _scatter(unnamed, [_unnamed_key(text) for text in texts.to_list()])
    given = pl.col("given_devedor_key")
    key = pl.when(~unnamed).then("document").when(given != "").then(given).otherwise(hashed)
    return frame.with_columns(devedor_key=key)


def devedor_key(document: str, name_key: str, contact: str) -> str:
    """The key of one person, as a sheet's row gives it. `contact`: the e-mail, else the phone, else ""."""
    return document or _unnamed_key(f"{name_key}|{contact}")


def with_identity(frame: pl.DataFrame, series: pl.Series, branches: pl.Series) -> pl.DataFrame:
    """Adds identity_key and identity_derived (design 5). Needs devedor_key and given_titulo_key.

    With a number: `n:number|parcela`, and série and filial where the sheet has them, for they number apart.
    Without: the key the sheet had from us, else `d:` and a hash of the person, due date, original principal,
    description, and how many equal rows came before.
    """
    derived = frame["number"] == ""
    numbered = titulo_keys(frame["number"], frame["parcela"], series, branches)
    folded = people.name_keys(frame["description"])
    base = pl.select(
        pl.concat_str(
            frame["devedor_key"], frame["due_on"].cast(pl.String), frame["original_cents"].cast(pl.String), folded,
            separator="|",
        ).alias("base")
    ).to_series().filter(derived)  # fmt: skip
    nth = base.to_frame("base").select(pl.col("base").cum_count().over("base")).to_series()
    hashes = ["d:" + _digest(f"{text}|{n}") for text, n in zip(base.to_list(), nth.to_list(), strict=True)]
    given = pl.col("given_titulo_key")
    own = pl.when(given != "").then(given).otherwise(_scatter(derived, hashes))
    return frame.with_columns(
        identity_key=pl.when(derived).then(own).otherwise(numbered),
        identity_derived=derived,
    )


def titulo_keys(numbers: pl.Series, parcelas: pl.Series, series: pl.Series, branches: pl.Series) -> pl.Series:
    """`n:number|parcela[|série|filial]`. Case, spaces and the leading zeros that spreadsheets eat do not count."""
    number = _folded(numbers).str.replace(r"^0+(\d+)$", "${1}")
    parcela = _folded(parcelas).str.replace("DE", "/", literal=True).str.replace_all(r"\b0+(\d)", "${1}")
    tail = pl.select(
        pl.when((series != "") | (branches != ""))
        .then(pl.lit("|") + _folded(series) + pl.lit("|") + _folded(branches))
        .otherwise(pl.lit(""))
    ).to_series()
    return "n:" + number + "|" + parcela + tail


def digests(texts: pl.Series) -> pl.Series:
    """A stable hash of each text, 40 hexadecimal characters."""
    return pl.Series([_digest(text) for text in texts.to_list()], dtype=pl.String)


def _folded(cells: pl.Series) -> pl.Series:
    return cells.str.to_uppercase().str.replace_all(r"\s", "").str.replace_all("|", "/", literal=True)


def _unnamed_key(text: str) -> str:
    return "p:" + _digest(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _scatter(mask: pl.Series, values: list[str]) -> pl.Series:
    """`values` in the true places of the mask, in order; empty elsewhere."""
    scattered = pl.repeat("", len(mask), dtype=pl.String, eager=True)
    return scattered.scatter(mask.arg_true(), pl.Series(values, dtype=pl.String))
