"""The people of a sheet beside the devedores there are: whose each row is, who is new, what changes, which contacts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from adimple.domain.errors import Rejection
from adimple.domain.intake import LABELS
from adimple.store.reads import asking

_TOLD = ("name", "cep", "uf", "city", "address", "bairro", "profile")
# A devedor's contacts in one cell, `email:ana@exemplo.test phone:+55…`: none of them has a space.
_CONTACTS = "COALESCE((SELECT string_agg(c.kind || ':' || c.value, ' ') FROM contact c WHERE c.devedor_id = d.id), '')"


@dataclass(frozen=True, slots=True)
class Matched:
    """`rows` with `person`, the devedor's identity after this import; `completed`: was_person → person."""

    rows: pl.DataFrame
    completed: pl.DataFrame
    rejections: list[Rejection]


def match_people(cursor, credor_id: int, rows: pl.DataFrame, headers: Mapping[str, str]) -> Matched:
    """Whose each row is. Rejects a título that exists and is somebody else's: its message would reach another person.

    A number that exists stays with its devedor when the sheet only lost the CPF, or when an incomplete devedor keeps
    the name or the contact and gains a CPF.
    """
    rows = rows.with_columns(person=pl.col("devedor_key"))
    odd = rows.filter(pl.col("was_person").is_not_null() & (pl.col("was_person") != pl.col("devedor_key")))
    if odd.is_empty():
        return Matched(rows, pl.DataFrame(schema={"was_person": pl.String, "person": pl.String}), [])
    odd = _judge(cursor, credor_id, odd)
    completed = odd.filter("completes").select("was_person", person="devedor_key")
    completed = completed.unique("person", maintain_order=True).unique("was_person", maintain_order=True)
    moves = pl.col("is_same") & pl.col("gains") & ~pl.col("completes")
    strangers = odd.filter(~pl.col("is_same") | (moves & pl.col("left_cents").is_not_null()))
    stays = odd.filter(pl.col("is_same") & ~pl.col("gains")).select("line", stays="was_person")
    becomes = completed.select(person="was_person", becomes="person")
    rows = (
        rows.join(stays, on="line", how="left", maintain_order="left")
        .with_columns(person=pl.coalesce("stays", "person"))
        .join(becomes, on="person", how="left", maintain_order="left")
        .with_columns(person=pl.coalesce("becomes", "person"))
        .drop("stays", "becomes")
    )
    return Matched(rows, completed, [_another_person(row, headers) for row in strangers.iter_rows(named=True)])


def people(
    cursor, credor_id: int, rows: pl.DataFrame, completed: pl.DataFrame, profiles: Iterable[str]
) -> pl.DataFrame:
    """One row a person of the sheet, as they will be: `devedor_id` null when new, `is_changed` where one differs.

    The first row that says something says it; what the sheet leaves blank stays as it was. Columns: person, line,
    devedor_id, name, name_key, document, cep, uf, city, address, bairro, profile, was_…, had (their
    contacts), is_completed, is_changed.
    """
    told = _told(rows)
    there = _devedores(cursor, credor_id, pl.concat([told["person"], completed["was_person"]]).unique())
    gained = completed.select(was_person="was_person", becomes="person")
    there = there.join(gained, left_on="person", right_on="was_person", how="left").with_columns(
        person=pl.coalesce("becomes", "person"), is_completed=pl.col("becomes").is_not_null()
    )
    both = told.join(there.drop("becomes"), on="person", how="left", maintain_order="left")
    both = both.with_columns(pl.col("is_completed").fill_null(False))
    both = both.with_columns(
        _kept("cep"), _uf(), _kept("city"), _kept("address"), _kept("bairro"), _profile(list(profiles))
    )
    differs = pl.any_horizontal(pl.col(name) != pl.col(f"was_{name}") for name in _TOLD)
    return both.with_columns(is_changed=(differs | pl.col("is_completed")).fill_null(False))


def new_contacts(rows: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The e-mails and phones that their devedor does not have: person, line, devedor_id, kind, value, phone_kind."""
    told = pl.concat(
        [
            rows.select("person", "line", kind=pl.lit("email"), value="email", phone_kind=pl.lit("")),
            rows.select("person", "line", kind=pl.lit("phone"), value="phone", phone_kind="phone_kind"),
        ]
    ).filter(pl.col("value") != "")
    told = told.unique(["person", "kind", "value"], keep="first", maintain_order=True)
    had = people.filter(pl.col("had") != "").select("person", had=pl.col("had").str.split(" ")).explode("had")
    told = told.with_columns(had=pl.col("kind") + ":" + pl.col("value"))
    new = told.join(had, on=["person", "had"], how="anti", maintain_order="left").drop("had")
    return new.join(people.select("person", "devedor_id"), on="person", how="left", maintain_order="left")


# --- whose each row is ---


def _judge(cursor, credor_id: int, odd: pl.DataFrame) -> pl.DataFrame:
    """Adds is_same (the same person), gains (a CPF/CNPJ), completes (in place: nobody has that CPF/CNPJ yet)."""
    sql = f"SELECT d.id, d.document, d.name_key, {_CONTACTS} FROM devedor d WHERE d.id = ANY(%s)"
    columns = {"was_devedor_id": pl.Int64, "was_document": pl.String, "was_name_key": pl.String, "had": pl.String}
    owners = asking.frame(cursor, sql, [odd["was_devedor_id"].unique().to_list()], columns)
    odd = odd.join(owners, on="was_devedor_id", how="left", maintain_order="left")
    same_name = pl.col("name_key") == pl.col("was_name_key")
    had = pl.col("had").str.split(" ")
    same_contact = had.list.contains("email:" + pl.col("email")) | had.list.contains("phone:" + pl.col("phone"))
    incomplete, states_none = pl.col("was_document") == "", pl.col("document") == ""
    odd = odd.with_columns(
        is_same=(same_name | (incomplete & same_contact)) & (incomplete | states_none),
        gains=incomplete & ~states_none,
    )
    known = _devedores(cursor, credor_id, odd["devedor_key"].unique())["person"].implode()
    gained = pl.col("devedor_key").filter(pl.col("gains") & pl.col("is_same"))
    completes = pl.col("is_same") & pl.col("gains") & ~pl.col("devedor_key").is_in(known)
    return odd.with_columns(completes=completes & (gained.n_unique().over("was_person") == 1))


def _another_person(row: Mapping[str, Any], headers: Mapping[str, str]) -> Rejection:
    field = "document" if row["document"] else "devedor_name"
    number = f"{row['number']}, parcela {row['parcela']}," if row["parcela"] else row["number"]
    phrase = f"O título {number} já existe e é de outro devedor. Confira; se é outro título, dê outro número a ele."
    return Rejection(row["line"], headers.get(field, LABELS[field]), "titulo.outro_devedor", phrase)


# --- what each person becomes ---


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    def first(name: str) -> pl.Expr:
        return pl.col(name).filter(pl.col(name) != "").first().fill_null("").alias(name)

    return rows.group_by("person", maintain_order=True).agg(
        pl.col("line").first(), pl.col("devedor_name").first().alias("name"), pl.col("name_key").first(),
        first("document"), first("cep"), first("uf"), first("city"), first("address"), first("bairro"),
        first("profile").str.to_lowercase(),
    )  # fmt: skip


_DEVEDOR_COLUMNS: dict[str, Any] = {
    "person": pl.String, "devedor_id": pl.Int64, "was_name": pl.String, "was_cep": pl.String, "was_uf": pl.String,
    "was_city": pl.String, "was_address": pl.String, "was_bairro": pl.String, "was_profile": pl.String,
    "had": pl.String,
}  # fmt: skip


def _devedores(cursor, credor_id: int, keys: pl.Series) -> pl.DataFrame:
    sql = f"""
        SELECT d.identity_key, d.id, d.name, d.cep, d.uf, d.city, d.address, d.bairro, d.profile, {_CONTACTS}
        FROM unnest(string_to_array(%s, E'\\x1f')) k(key) JOIN devedor d ON d.credor_id = %s AND d.identity_key = k.key
    """
    return asking.frame(cursor, sql, [asking.joined(keys), credor_id], _DEVEDOR_COLUMNS)


def _kept(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(name).otherwise(pl.col(f"was_{name}").fill_null("")).alias(name)


def _uf() -> pl.Expr:
    """A UF told by a CEP is not overruled by the DDD of a sheet that has no CEP."""
    by_cep = (pl.col("cep") == "") & (pl.col("was_cep") != "") & (pl.col("was_uf") != "")
    return pl.when(by_cep).then("was_uf").otherwise(_kept("uf")).alias("uf")


def _profile(profiles: list[str]) -> pl.Expr:
    """The sheet's when the régua knows it; else as it was; else by CPF or CNPJ."""
    told = pl.when(pl.col("profile").is_in(profiles)).then("profile")
    was = pl.when(~pl.col("is_completed")).then("was_profile")
    by_document = pl.when(pl.col("document").str.len_chars() == 14).then(pl.lit("pj")).otherwise(pl.lit("pf"))
    return pl.coalesce(told, was, by_document).alias("profile")
