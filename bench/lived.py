"""A year of use over a seeded portfolio, made by the database: names people search, payments, messages, tasks."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection

from adimple.cycle import run
from adimple.domain import cadastro
from adimple.store import models
from adimple.usecases.context import Context
from bench import people

PAST_DAYS = 20  # of messages sent, before today
_WHO = """
UPDATE devedor d SET name = p.name, name_key = p.name_key, document = p.document
FROM bench_person p WHERE d.credor_id = %(credor)s AND d.identity_key = 'b' || p.n
"""
_CLOSE = """
UPDATE titulo SET closed_on = due_on, closed_reason = 'paid'
WHERE credor_id = %(credor)s AND id %% 10 = 0 AND due_on < %(on)s
"""
_PAYMENTS = """
INSERT INTO payment (credor_id, devedor_id, external_key, source, paid_on, amount_cents, chosen, leftover_cents, note,
                     registered_at, undone_reason)
SELECT credor_id, devedor_id, 'bench:' || id, 'spreadsheet', closed_on, principal_cents, '[]', 0, '', %(at)s, ''
FROM titulo WHERE credor_id = %(credor)s AND closed_on IS NOT NULL
"""
_IMPUTACOES = """
INSERT INTO imputacao (payment_id, titulo_id, credor_id, paid_on, juros_cents, multa_cents, correcao_cents,
                       principal_cents, discount_cents, principal_left_cents, juros_from_on, juros_open_cents,
                       multa_open_cents, multa_charged, is_current)
SELECT p.id, t.id, t.credor_id, p.paid_on, 0, 0, 0, p.amount_cents, 0, 0, p.paid_on, 0, 0, false, true
FROM payment p JOIN titulo t ON t.id = substr(p.external_key, 7)::bigint
WHERE p.credor_id = %(credor)s AND t.credor_id = %(credor)s
"""
_NIGHTS = """
INSERT INTO cycle_run (credor_id, "on", started_at, finished_at, counts, sha256)
SELECT %(credor)s, %(on)s::date - n, %(at)s, %(at)s, '{}', '' FROM generate_series(1, %(days)s) n
"""
_ACTIONS = """
INSERT INTO action (credor_id, devedor_id, cycle_run_id, contact_id, person_key, "on", regua_version, step_code,
                    template, channel, due_at, state, attempts, note)
SELECT d.credor_id, d.id, r.id, c.id, d.person_key, r."on", 1, 'humano_0', 'pf_lembrete', 'email',
       r."on" + time '13:00' AT TIME ZONE 'UTC', 'sent', 1, ''
FROM cycle_run r JOIN devedor d ON d.credor_id = r.credor_id AND d.id %% 30 = extract(day FROM r."on")::int %% 30
JOIN contact c ON c.devedor_id = d.id AND c.kind = 'email'
WHERE r.credor_id = %(credor)s AND r."on" < %(on)s
"""
_ITEMS = """
INSERT INTO action_item (action_id, credor_id, devedor_id, titulo_id, "on", due_on, step_code, regua_version)
SELECT a.id, a.credor_id, a.devedor_id, t.id, a."on", t.due_on, 'antes', 1
FROM action a JOIN LATERAL (
    SELECT id, due_on FROM titulo WHERE devedor_id = a.devedor_id ORDER BY closed_on NULLS FIRST, id LIMIT 1
) t ON true WHERE a.credor_id = %(credor)s AND a.state = 'sent'
"""
_DISPATCHES = """
INSERT INTO dispatch (action_id, credor_id, devedor_id, person_key, attempt, channel, address, template,
                      template_sha256, regua_version, subject, body, body_sha256, amounts, verdicts, started_at,
                      settled_at, status, provider_id)
SELECT a.id, a.credor_id, a.devedor_id, a.person_key, 1, 'email', c.value, a.template, repeat('0', 64), 1,
       'Lembrete de vencimento', repeat('Um lembrete de exemplo, com o valor e o vencimento. ', 12), repeat('0', 64),
       jsonb_build_object(i.titulo_id::text, '{}'::jsonb), '[]', a.due_at, a.due_at, 'accepted', ''
FROM action a JOIN contact c ON c.id = a.contact_id JOIN action_item i ON i.action_id = a.id
WHERE a.credor_id = %(credor)s AND a.state = 'sent'
"""
_RECEIPTS = """
INSERT INTO receipt (dispatch_id, credor_id, at, status, code, phrase)
SELECT id, credor_id, settled_at, 'accepted', '250', 'ok' FROM dispatch WHERE credor_id = %(credor)s
"""
_EVENTS = """
INSERT INTO event (credor_id, devedor_id, name, payload, actor, at)
SELECT p.credor_id, p.devedor_id, 'payment.registered',
       jsonb_build_object('credor_id', p.credor_id, 'devedor_id', p.devedor_id, 'payment_id', p.id,
                          'cents', p.amount_cents, 'paid_on', p.paid_on), 'medida', p.registered_at
FROM payment p WHERE p.credor_id = %(credor)s
UNION ALL
SELECT c.credor_id, c.devedor_id, 'contact.added',
       jsonb_build_object('credor_id', c.credor_id, 'devedor_id', c.devedor_id, 'contact_id', c.id,
                          'channel', c.kind), 'medida', c.created_at
FROM contact c WHERE c.credor_id = %(credor)s
"""
_TASKS = """
INSERT INTO task (credor_id, devedor_id, person_key, channel, script, due_at, created_at, outcome, outcome_at,
                  outcome_by, note)
SELECT d.credor_id, d.id, d.person_key, 'phone', repeat('Ligue e combine uma data. ', 8), %(at)s, %(at)s,
       CASE WHEN d.id %% 20 = 0 THEN 'talked' ELSE '' END, CASE WHEN d.id %% 20 = 0 THEN %(at)s END,
       CASE WHEN d.id %% 20 = 0 THEN 'pessoa1@exemplo.test' ELSE '' END, ''
FROM devedor d WHERE d.credor_id = %(credor)s AND d.id %% 10 = 0
"""


def live(credor: models.Credor, *, devedores: int, on: date, at: datetime) -> None:
    """People with names and CPFs; one título in ten paid; twenty days of e-mails; a task for one person in ten."""
    values = {"credor": credor.id, "on": on, "at": at, "days": PAST_DAYS}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bench_person (n bigint, name text, name_key text, document text)")
        with cursor.copy("COPY bench_person FROM STDIN") as copy:
            for row in _people(devedores):
                copy.write_row(row)
        for statement in (
            _WHO, _CLOSE, _PAYMENTS, _IMPUTACOES, _NIGHTS, _ACTIONS, _ITEMS, _DISPATCHES, _RECEIPTS, _EVENTS, _TASKS,
        ):  # fmt: skip
            cursor.execute(statement, values)
        cursor.execute("DROP TABLE bench_person")


def settle(ctx: Context, on: date) -> None:
    """Tonight's plan, and the tables as autovacuum leaves them after a day."""
    run.run_night(ctx, on)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _people(count: int) -> Iterable[tuple[int, str, str, str]]:
    for n in range(1, count + 1):
        name = people.name(n)
        yield n, name, cadastro.fold_name(name), people.cpf(n)
