"""What was sent is never edited nor deleted, only settled; and no journal is emptied in one stroke.

What was about to leave and did not (`sending`, handed back to the queue) is no proof of anything, and may go.
"""

from django.db import migrations

JOURNALS = ("event", "receipt", "titulo_version", "promise_outcome", "dispatch")
PROOF = (
    "action_id", "credor_id", "devedor_id", "attempt", "channel", "address", "template", "template_sha256",
    "regua_version", "subject", "body", "body_sha256", "amounts", "verdicts", "started_at",
)  # fmt: skip

CREATE = f"""
CREATE TRIGGER dispatch_append_only BEFORE UPDATE OF {", ".join(PROOF)} ON dispatch
FOR EACH ROW EXECUTE FUNCTION refuse_edit();
CREATE TRIGGER dispatch_no_delete BEFORE DELETE ON dispatch
FOR EACH ROW WHEN (OLD.status <> 'sending') EXECUTE FUNCTION refuse_edit();
""" + "".join(
    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit();\n"
    for table in JOURNALS
)
DROP = "DROP TRIGGER dispatch_append_only ON dispatch; DROP TRIGGER dispatch_no_delete ON dispatch;" + "".join(
    f"DROP TRIGGER {table}_no_truncate ON {table};\n" for table in JOURNALS
)


class Migration(migrations.Migration):
    dependencies = [("store", "0007_titulo_nosso_numero")]
    operations = [migrations.RunSQL(CREATE, DROP)]
