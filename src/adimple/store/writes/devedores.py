"""What an import writes about people: new devedores, what changed in known ones, contacts nobody had yet."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from adimple.store import sealing
from adimple.store.writes import copying


def write_devedores(
    cursor, credor_id: int, now: datetime, people: pl.DataFrame, contacts: pl.DataFrame
) -> pl.DataFrame:
    """Columns person, new_devedor_id: the ids of those inserted. `people` and `contacts` are as in TitulosDiff."""
    new = people.filter(pl.col("devedor_id").is_null())
    ids = new.select("person").with_columns(
        new_devedor_id=pl.Series(copying.new_ids(cursor, "devedor", new.height), dtype=pl.Int64)
    )
    _insert(cursor, credor_id, now, new, ids["new_devedor_id"])
    _update(cursor, credor_id, people.filter(pl.col("devedor_id").is_not_null()))
    _add_contacts(cursor, credor_id, now, contacts.join(ids, on="person", how="left", maintain_order="left"))
    return ids


def person_keys(credor_id: int, people: pl.DataFrame) -> pl.Series:
    """By the CPF/CNPJ, which joins a person across credores; without it, by something only this devedor has."""
    told = zip(people["document"].to_list(), people["person"].to_list(), strict=True)
    keys = sealing.person_keys(identity(credor_id, document, person) for document, person in told)
    return pl.Series(keys, dtype=pl.Int64)


def identity(credor_id: int, document: str, person: str) -> str:
    """What the key of a person is made of."""
    return document or f"{credor_id}/{person}"


def person_numbers(cursor, keys: pl.Series, own: pl.Series) -> pl.Series:
    """The number each person already has, at whatever credor; else its own, the id of its first devedor.

    Two who bring the same person at once do not see each other: the night joins those.
    """
    cursor.execute(
        "SELECT person_key, min(person_number) FROM devedor WHERE person_key = ANY(%s) GROUP BY person_key",
        [keys.to_list()],
    )
    schema = {"key": pl.Int64, "number": pl.Int64}
    known = pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")
    rows = pl.DataFrame({"key": keys, "own": own}).join(known, on="key", how="left", maintain_order="left")
    return rows.select(pl.coalesce("number", "own").alias("person_number")).to_series()


def identify(cursor, credor_id: int, identities: Sequence[tuple[int, str, str]]) -> None:
    """(devedor, identity key, CPF/CNPJ): who each is now. What was done with them follows the person, so that the caps
    on contacts count it.
    """
    ids, keys, documents = ([row[column] for row in identities] for column in range(3))
    persons = list(sealing.person_keys(identity(credor_id, document, key) for _, key, document in identities))
    numbers = person_numbers(cursor, pl.Series(persons, dtype=pl.Int64), pl.Series(ids, dtype=pl.Int64)).to_list()
    cursor.execute(
        "UPDATE devedor d SET identity_key = n.key, person_key = n.person, person_number = n.number, "
        "document = n.document "
        "FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::text[]) "
        "n(id, key, person, number, document) WHERE d.id = n.id AND d.credor_id = %s",
        [ids, keys, persons, numbers, documents, credor_id],
    )
    for table in ("action", "task", "dispatch"):
        cursor.execute(
            f"UPDATE {table} t SET person_key = n.person FROM unnest(%s::bigint[], %s::bigint[]) n(id, person) "
            "WHERE t.devedor_id = n.id AND t.credor_id = %s",
            [ids, persons, credor_id],
        )


def _insert(cursor, credor_id: int, now: datetime, new: pl.DataFrame, ids: pl.Series) -> None:
    if new.is_empty():
        return
    keys = person_keys(credor_id, new)
    rows = new.select(
        ids.alias("id"),
        pl.lit(credor_id).alias("credor_id"),
        pl.col("person").alias("identity_key"),
        keys.alias("person_key"),
        person_numbers(cursor, keys, ids),
        "document", "name", "name_key",
        pl.lit("B2C").alias("kind"),  # until somebody marks it otherwise
        "profile", "uf", "city", "cep", "address", "bairro",
        pl.lit(now).alias("created_at"),
    )  # fmt: skip
    copying.copy_frame(cursor, "devedor", rows)


def _update(cursor, credor_id: int, changed: pl.DataFrame) -> None:
    """Of a devedor completed with a CPF/CNPJ, the identity too; `kind` is never an import's to change."""
    if changed.is_empty():
        return
    columns = "id, name, name_key, profile, uf, city, cep, address, bairro"
    cursor.execute(f"CREATE TEMP TABLE staged_devedor ON COMMIT DROP AS SELECT {columns} FROM devedor WHERE false")
    rows = changed.select(
        pl.col("devedor_id").alias("id"), "name", "name_key", "profile", "uf", "city", "cep", "address", "bairro"
    )
    copying.copy_frame(cursor, "staged_devedor", rows)
    cursor.execute(
        "UPDATE devedor d SET name = s.name, name_key = s.name_key, profile = s.profile, uf = s.uf, city = s.city, "
        "cep = s.cep, address = s.address, bairro = s.bairro FROM staged_devedor s "
        "WHERE d.id = s.id AND d.credor_id = %s",
        [credor_id],
    )
    cursor.execute("DROP TABLE staged_devedor")
    completed = changed.filter("is_completed")
    if not completed.is_empty():
        identify(cursor, credor_id, completed.select("devedor_id", "person", "document").rows())


def _add_contacts(cursor, credor_id: int, now: datetime, contacts: pl.DataFrame) -> None:
    if contacts.is_empty():
        return
    rows = contacts.select(
        pl.lit(credor_id).alias("credor_id"),
        pl.coalesce("devedor_id", "new_devedor_id").alias("devedor_id"),
        "kind", "value", "phone_kind",
        pl.lit("import").alias("source"),
        pl.lit(now).alias("created_at"),
        pl.lit("").alias("wrong_reason"),
    )  # fmt: skip
    copying.copy_frame(cursor, "contact", rows)
