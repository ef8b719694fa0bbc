"""Events, receipts and former versions are never edited nor deleted: the database refuses it."""

from django.db import migrations

TABLES = ("event", "receipt", "titulo_version")

CREATE = """
CREATE FUNCTION refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_edit();\n"
    for table in TABLES
)
DROP = "".join(f"DROP TRIGGER {table}_append_only ON {table};\n" for table in TABLES) + "DROP FUNCTION refuse_edit();"


class Migration(migrations.Migration):
    dependencies = [("store", "0001_first_ledger")]
    operations = [migrations.RunSQL(CREATE, DROP)]
