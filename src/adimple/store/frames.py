"""Tables → Polars frames with declared columns.

Each frame is one SELECT; `Where` narrows it to a shard of persons, to a credor or to one devedor. The night reads over
ADBC (COPY binary into Arrow: 1 M × 11 columns in about 2 s); a page about one devedor reads the same SELECT over the
request's own connection, which costs no new one. Dates are days since 1970-01-01.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote, urlencode

import adbc_driver_postgresql.dbapi
import polars as pl
from django.db import OperationalError, connection

EPOCH = date(1970, 1, 1)
PERSONS_END = 2**63 - 1

_UF_HAS_TWO_CLOCKS = "d.uf = 'PE'"  # Recife's and Fernando de Noronha's


def day_number(day: date) -> int:
    return (day - EPOCH).days


@dataclass(frozen=True, slots=True)
class Where:
    """What part of the portfolio: credores, and a range of person numbers [first, end) or one devedor."""

    credor_ids: tuple[int, ...]
    first_person: int = 0
    end_person: int = PERSONS_END
    devedor_id: int | None = None

    @property
    def is_everybody(self) -> bool:
        return self.devedor_id is None and self.first_person == 0 and self.end_person == PERSONS_END

    def credores(self, column: str) -> str:
        """SQL. Only integers are ever written into it."""
        return f"{column} IN ({', '.join(str(int(credor_id)) for credor_id in self.credor_ids) or 'NULL'})"

    def devedores(self, alias: str) -> str:
        if self.devedor_id is not None:
            return f"{alias}.id = {int(self.devedor_id)}"
        if self.is_everybody:
            return "true"
        return f"{alias}.person_number >= {int(self.first_person)} AND {alias}.person_number < {int(self.end_person)}"

    def persons(self, alias: str) -> str:
        """SQL, for devedores: all those of the persons of the devedores wanted, whatever the credor."""
        if self.devedor_id is None:
            return self.devedores(alias)
        return f"{alias}.person_key IN (SELECT p.person_key FROM devedor p WHERE {self.devedores('p')})"


@dataclass(frozen=True, slots=True)
class Question:
    """A SELECT and the columns it promises."""

    sql: str
    columns: dict[str, pl.DataType | type[pl.DataType]] = field(default_factory=dict)


def _joined(where: Where, column: str, alias: str) -> str:
    """The join that keeps rows of the devedores wanted; none where all are."""
    return "" if where.is_everybody else f"JOIN devedor {alias} ON {alias}.id = {column} AND {where.devedores(alias)}"


def titulos(where: Where, first_due: int, last_due: int) -> Question:
    """Open títulos due in [first_due, last_due], with the principal left by the current imputação."""
    person = _joined(where, "t.devedor_id", "d")
    return Question(
        f"""
        SELECT t.id AS titulo_id, t.devedor_id, (t.due_on - DATE '1970-01-01') AS due_on,
               COALESCE(i.principal_left_cents, t.principal_cents) AS open_cents
        FROM titulo t {person}
        LEFT JOIN imputacao i ON i.titulo_id = t.id AND i.is_current
        WHERE t.closed_on IS NULL AND {where.credores("t.credor_id")}
          AND t.due_on BETWEEN DATE '1970-01-01' + {int(first_due)} AND DATE '1970-01-01' + {int(last_due)}
        """,
        {"titulo_id": pl.Int64, "devedor_id": pl.Int64, "due_on": pl.Int32, "open_cents": pl.Int64},
    )


def _wrong_elsewhere(where: Where) -> str:
    """SQL: contacts whose own credor does not know yet that another one found them wrong for the same person."""
    persons = "true" if where.devedor_id is not None else where.devedores("theirs")
    return f"""
        SELECT same.id FROM devedor theirs
        JOIN contact wrong ON wrong.devedor_id = theirs.id AND wrong.wrong_at IS NOT NULL
        JOIN devedor ours ON ours.person_key = theirs.person_key AND {where.devedores("ours")}
        JOIN contact same ON same.devedor_id = ours.id AND same.kind = wrong.kind AND same.value = wrong.value
                         AND same.id <> wrong.id
        WHERE {persons}"""


def devedores(where: Where) -> Question:
    """Who they are, to the rules: one row a devedor, with the latest usable contact of each kind (null: none).

    A number that is wrong for a person is wrong to every credor. `zone_cep`: the CEP, where the UF has two clocks.
    """
    return Question(
        f"""
        SELECT d.id AS devedor_id, d.credor_id, d.person_key, d.profile, d.kind = 'B2C' AS is_b2c, d.uf,
               d.cep <> '' AS has_cep, CASE WHEN {_UF_HAS_TWO_CLOCKS} THEN d.cep ELSE '' END AS zone_cep,
               c.email_id, c.mobile_id, COALESCE(c.mobile_id, c.phone_id) AS phone_id
        FROM devedor d
        CROSS JOIN LATERAL (
            SELECT max(k.id) FILTER (WHERE k.kind = 'email') AS email_id,
                   max(k.id) FILTER (WHERE k.phone_kind = 'mobile') AS mobile_id,
                   max(k.id) FILTER (WHERE k.kind = 'phone') AS phone_id
            FROM contact k
            WHERE k.devedor_id = d.id AND k.wrong_at IS NULL AND k.id NOT IN ({_wrong_elsewhere(where)})
        ) c
        WHERE {where.credores("d.credor_id")} AND {where.devedores("d")}
        """,
        {
            "devedor_id": pl.Int64, "credor_id": pl.Int64, "person_key": pl.Int64, "profile": pl.String,
            "is_b2c": pl.Boolean, "uf": pl.String, "has_cep": pl.Boolean, "zone_cep": pl.String,
            "email_id": pl.Int64, "mobile_id": pl.Int64, "phone_id": pl.Int64,
        },
    )  # fmt: skip


def consents(where: Where) -> Question:
    """The last word of each devedor on each channel spoken of."""
    return Question(
        f"""
        SELECT s.devedor_id, s.channel, s.granted
        FROM consent s JOIN devedor d ON d.id = s.devedor_id AND {where.devedores("d")}
        WHERE {where.credores("s.credor_id")}
        """,
        {"devedor_id": pl.Int64, "channel": pl.String, "granted": pl.Boolean},
    )


def holds(where: Where, on: int) -> Question:
    """Holds in force on a day. Death and a lawyer follow the person to every credor here; the others stay."""
    in_force = f"""h.lifted_at IS NULL AND h.starts_on <= DATE '1970-01-01' + {int(on)}
          AND (h.until IS NULL OR h.until >= DATE '1970-01-01' + {int(on)})"""
    mine = f"{where.credores('d.credor_id')} AND {where.devedores('d')}"
    return Question(
        f"""
        SELECT d.id AS devedor_id, h.titulo_id, h.kind
        FROM hold h JOIN devedor d ON d.id = h.devedor_id WHERE {in_force} AND {mine}
        UNION
        SELECT d.id, NULL, h.kind
        FROM hold h JOIN devedor o ON o.id = h.devedor_id JOIN devedor d ON d.person_key = o.person_key
        WHERE h.kind IN ('death', 'lawyer') AND {in_force} AND {mine}
        """,
        {"devedor_id": pl.Int64, "titulo_id": pl.Int64, "kind": pl.String},
    )


def contacts_made(where: Where, on: int) -> Question:
    """Sends and tasks done in the seven days that end on `on`, by person and whether it was on the day itself."""
    since = f"(DATE '1970-01-01' + {int(on) - 6})::timestamp AT TIME ZONE 'America/Sao_Paulo'"
    until = f"(DATE '1970-01-01' + {int(on) + 1})::timestamp AT TIME ZONE 'America/Sao_Paulo'"
    mine = "" if where.is_everybody else "person_key = mine.person_key AND"
    made = f"""
        SELECT person_key, status IN ('accepted', 'uncertain') AS reached,
               (started_at AT TIME ZONE 'America/Sao_Paulo')::date = DATE '1970-01-01' + {int(on)} AS was_today
        FROM dispatch WHERE {mine} started_at >= {since} AND started_at < {until}
        UNION ALL
        SELECT person_key, outcome IN ('talked', 'promised', 'refused') AS reached,
               (outcome_at AT TIME ZONE 'America/Sao_Paulo')::date = DATE '1970-01-01' + {int(on)}
        FROM task WHERE {mine} outcome_at >= {since} AND outcome_at < {until} AND outcome <> 'expired'"""
    persons = f"(SELECT DISTINCT p.person_key FROM devedor p WHERE {where.devedores('p')}) mine CROSS JOIN LATERAL"
    return Question(
        f"""
        SELECT m.person_key,
               count(*) FILTER (WHERE m.was_today)::int4 AS attempts_today,
               count(*) FILTER (WHERE m.was_today AND m.reached)::int4 AS contacts_today,
               count(*) FILTER (WHERE m.reached)::int4 AS contacts_this_week
        FROM {"" if where.is_everybody else persons} ({made}) m GROUP BY m.person_key
        """,
        {
            "person_key": pl.Int64, "attempts_today": pl.Int32, "contacts_today": pl.Int32,
            "contacts_this_week": pl.Int32,
        },
    )  # fmt: skip


def _one_by_one(where: Where, devedores: str, rows: str) -> str:
    """SQL, a FROM: `rows`, a SELECT from a table called b, looked up devedor by devedor.

    Left to choose, the planner reads the whole table: it cannot know how much the shards before this one have written.
    """
    if where.is_everybody:
        return f"({rows}) a"
    each = f"(SELECT o.id FROM devedor o WHERE {devedores}) mine"
    return f"{each} CROSS JOIN LATERAL ({rows} AND b.devedor_id = mine.id OFFSET 0) a"


def items_done(where: Where, since: int) -> Question:
    """Steps already planned or refused since a day: the keys an item may not repeat."""
    rows = f"""
        SELECT b.titulo_id, b.due_on, b.step_code, b.blocked_by FROM action_item b
        WHERE b."on" >= DATE '1970-01-01' + {int(since)} AND b.expired_on IS NULL AND {where.credores("b.credor_id")}"""
    return Question(
        f"""
        SELECT a.titulo_id, (a.due_on - DATE '1970-01-01') AS due_on, a.step_code, a.blocked_by
        FROM {_one_by_one(where, where.devedores("o"), rows)}
        """,
        {"titulo_id": pl.Int64, "due_on": pl.Int32, "step_code": pl.String, "blocked_by": pl.String},
    )


def actions_today(where: Where, on: int) -> Question:
    """Persons who already have an action of any credor on the day, so that nobody gets two."""
    # By the key (devedor, on): no index of actions begins with the day or the person.
    rows = f"""
        SELECT b.person_key, b.devedor_id FROM action b
        WHERE b."on" = DATE '1970-01-01' + {int(on)} AND b.state <> 'expired'"""
    return Question(
        f"SELECT a.person_key, a.devedor_id FROM {_one_by_one(where, where.persons('o'), rows)}",
        {"person_key": pl.Int64, "devedor_id": pl.Int64},
    )


def actions_count(where: Where, on: int) -> Question:
    """How many actions each credor already has on the day, whatever the shard: what is left of its ceiling."""
    day = f"a.\"on\" = DATE '1970-01-01' + {int(on)} AND a.credor_id = c.id"
    return Question(
        f"""
        SELECT c.id AS credor_id,
               (SELECT count(*) FROM action a WHERE {day})
               - (SELECT count(*) FROM action a WHERE {day} AND a.state = 'expired') AS already
        FROM credor c WHERE {where.credores("c.id")}
        """,  # each count by an index alone
        {"credor_id": pl.Int64, "already": pl.Int64},
    )


class ArrowReader:
    """Reads questions over ADBC, all in one repeatable-read snapshot."""

    def __init__(self, raw) -> None:
        self._raw = raw

    def read(self, question: Question) -> pl.DataFrame:
        with self._raw.cursor() as cursor:
            cursor.execute(question.sql)
            table = cursor.fetch_arrow_table()
        frame = pl.from_arrow(table)
        assert isinstance(frame, pl.DataFrame)
        return frame.select(pl.col(name).cast(kind) for name, kind in question.columns.items())


class RequestReader:
    """Reads questions over the connection of the request or test, inside its transaction."""

    def read(self, question: Question) -> pl.DataFrame:
        with connection.cursor() as cursor:
            cursor.execute(question.sql)
            rows = cursor.fetchall()
        return pl.DataFrame(rows, schema=question.columns, orient="row")


@contextmanager
def arrow_reader(at: str | None = None) -> Iterator[ArrowReader]:
    """A reader of a snapshot of its own. `at`: `uri()`, asked by a thread that has no connection of Django's.

    Raises django.db.OperationalError when the database does not answer.
    """
    try:
        with adbc_driver_postgresql.dbapi.connect(at or uri()) as raw:
            with raw.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                # A shard is looked up by index, and the other core is already at work on the next one.
                cursor.execute("SET LOCAL random_page_cost = 1.1")
                cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
                cursor.execute("SET LOCAL jit = off")
            yield ArrowReader(raw)
            raw.rollback()
    except adbc_driver_postgresql.dbapi.Error as error:  # a database that goes away is one fault, by either driver
        raise OperationalError(str(error)) from error


def uri() -> str:
    """The database Django uses now (a test's, in a test), as libpq spells it."""
    at = connection.settings_dict
    secret = f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else ""
    port = f":{at['PORT']}" if at["PORT"] else ""
    user, host, name = (quote(at[part], safe="") for part in ("USER", "HOST", "NAME"))
    asked = {option: value for option, value in at["OPTIONS"].items() if option != "pool"}  # sslmode, …: libpq's own
    return f"postgresql://{user}{secret}@{host}{port}/{name}?{urlencode(asked, quote_via=quote)}"
