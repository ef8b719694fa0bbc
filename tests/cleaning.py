"""What a test committed goes, of each table that has any: the empty ones, most of the schema, cost nothing.

Django empties every table after each test that commits, and with each table makes anew its files and those of its
indices: three hundred files for the five rows of a test.
"""

from django.db import connection
from django.test import TransactionTestCase

# What migrations made once for all tests: no test writes there.
KEPT = ("django_content_type", "auth_permission")
# All keys are DEFERRABLE INITIALLY DEFERRED (a test of its own says so): the order of the tables does not matter. The
# triggers of the journals refuse to delete; they sleep meanwhile, and wake even if a test left them asleep.
CLEAN = """
DO $$
DECLARE
    tables text[] := ARRAY[{tables}];
    name text;
    is_filled boolean;
    filled text[] := '{{}}';
BEGIN
    FOREACH name IN ARRAY tables LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO is_filled;
        IF is_filled THEN
            filled := filled || name;
        END IF;
    END LOOP;
    FOREACH name IN ARRAY filled LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', name);
    END LOOP;
    FOREACH name IN ARRAY filled LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR name IN SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D' LOOP
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', name);
    END LOOP;
END $$
"""


def instead_of_flush(monkeypatch) -> None:
    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: clean())


def clean() -> None:
    """Every row of every table of ours. Numbers go on counting, as after Django's own."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    listed = ", ".join(f"'{name}'" for name in sorted(tables) if name not in KEPT)
    with connection.cursor() as cursor:
        cursor.execute(CLEAN.format(tables=listed))
