"""What happened, append-only; and what the machine says of itself."""

from django.db import models
from django.db.models.fields.json import KeyTextTransform


class Event(models.Model):
    """An event in the past tense. UPDATE and DELETE are refused by a trigger. Payload: ids and numbers only."""

    credor = models.ForeignKey("store.Credor", models.PROTECT, null=True, db_index=False, db_constraint=False)
    devedor = models.ForeignKey("store.Devedor", models.PROTECT, null=True, db_index=False, db_constraint=False)
    titulo = models.ForeignKey("store.Titulo", models.PROTECT, null=True, db_index=False, db_constraint=False)
    name = models.CharField(max_length=60)
    payload = models.JSONField()
    actor = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        db_table = "event"
        indexes = [
            models.Index(fields=["credor", "-id"], name="event_credor_idx"),
            models.Index(
                fields=["devedor", "-id"], condition=models.Q(devedor__isnull=False), name="event_devedor_idx"
            ),
            # Auditoria: the newest first, of a credor, of a kind, of who did it; and by what a file says of itself.
            models.Index(fields=["credor", "-at", "-id"], name="event_at_idx"),
            models.Index(fields=["credor", "name", "-at", "-id"], name="event_name_idx"),
            models.Index(fields=["credor", "actor", "-at", "-id"], name="event_actor_idx"),
            models.Index(
                KeyTextTransform("sha256", "payload"),
                condition=models.Q(payload__has_key="sha256"),
                name="event_sha256_idx",
            ),
        ]


class Heartbeat(models.Model):
    """When a process of ours last said it was alive (machine time), and a line about what it does."""

    process = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()
    said = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "heartbeat"


class Installation(models.Model):
    """One row: which key sealed this database. `papers_sealed`: the keys by which papers were signed before it."""

    key_fingerprint = models.CharField(max_length=8)
    papers_sealed = models.BinaryField(default=b"", db_default=b"")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "installation"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_one_row")]


class Upkeep(models.Model):
    """The last time the clock did a chore of the installation: its backup, that backup's failure, doctor, webhooks,
    boletos made again.
    """

    chore = models.CharField(max_length=20, primary_key=True)
    on = models.DateField()
    at = models.DateTimeField()
    is_well = models.BooleanField()
    said = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "upkeep"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(chore__in=["backup", "backup_failed", "doctor", "webhooks", "reissues", "calls"]),
                name="upkeep_chore",
            )
        ]
