"""What an installation's key leaves in the tables, besides the secrets it seals: the keys that join a person."""

import polars as pl
from django.db import connection

from adimple.store import sealing
from adimple.store.reads import asking
from adimple.store.writes import copying, devedores

# Each row of these was given the key that its devedor had then.
_FOLLOWERS = ("action", "dispatch", "task")
_COLUMNS = {"id": pl.Int64, "credor_id": pl.Int64, "document": pl.String, "identity_key": pl.String}


def write_person_keys(key: bytes) -> None:
    """Every person's key again, from what the devedor is, under `key`. The former key is not needed."""
    with connection.cursor() as cursor:
        people = asking.frame(cursor, f"SELECT {', '.join(_COLUMNS)} FROM devedor", [], _COLUMNS)
        identities = (devedores.identity(*row) for row in people.drop("id").iter_rows())
        keys = pl.Series("person_key", sealing.person_keys(identities, key), dtype=pl.Int64)
        cursor.execute(
            "CREATE TEMP TABLE staged_person ON COMMIT DROP AS SELECT id, person_key FROM devedor WHERE false"
        )
        copying.copy_frame(cursor, "staged_person", people.select("id", keys))
        cursor.execute("UPDATE devedor d SET person_key = s.person_key FROM staged_person s WHERE s.id = d.id")
        for table in _FOLLOWERS:
            cursor.execute(
                f"UPDATE {table} f SET person_key = s.person_key FROM staged_person s WHERE s.id = f.devedor_id"
            )
        cursor.execute("DROP TABLE staged_person")
