"""A título as the credor's system knows it, and its former versions."""

from django.db import models
from django.db.models.functions import MD5

from adimple.domain import limits


class Titulo(models.Model):
    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    devedor = models.ForeignKey("store.Devedor", models.PROTECT)
    identity_key = models.CharField(max_length=140)
    identity_derived = models.BooleanField()
    number = models.CharField(max_length=60, default="")
    parcela = models.CharField(max_length=20, default="")
    description = models.CharField(max_length=300, default="")
    especie = models.CharField(max_length=40, default="")
    issued_on = models.DateField(null=True)
    due_on = models.DateField()
    principal_cents = models.BigIntegerField()
    nosso_numero = models.CharField(max_length=40, default="", db_default="")  # as `payables.read_nosso_numeros`
    linha_digitavel = models.CharField(max_length=60, default="")
    pix_copia_e_cola = models.CharField(max_length=600, default="")
    link_pagamento = models.CharField(max_length=500, default="")
    version = models.IntegerField(default=1)
    import_file = models.ForeignKey("store.ImportFile", models.PROTECT, null=True, db_index=False)
    created_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    closed_reason = models.CharField(max_length=20, default="")  # paid | baixa

    class Meta:
        db_table = "titulo"
        indexes = [
            models.Index(fields=["credor", "number"], name="titulo_number_idx"),
            models.Index(
                fields=["credor", "nosso_numero"],
                condition=~models.Q(nosso_numero=""),
                name="titulo_nosso_numero_idx",
            ),
            # Whoever has a code asks whose it is.
            models.Index(fields=["linha_digitavel"], condition=~models.Q(linha_digitavel=""), name="titulo_linha_idx"),
            models.Index(MD5("pix_copia_e_cola"), condition=~models.Q(pix_copia_e_cola=""), name="titulo_pix_idx"),
            models.Index(
                fields=["due_on", "id"], condition=models.Q(closed_on__isnull=True), name="titulo_open_due_idx"
            ),
            # The Painel sums it without opening the table.
            models.Index(
                fields=["credor", "due_on", "id"],
                condition=models.Q(closed_on__isnull=True),
                include=["principal_cents"],
                name="titulo_credor_due_idx",
            ),
            # The night reads a shard of persons without opening the table.
            models.Index(
                fields=["devedor"],
                condition=models.Q(closed_on__isnull=True),
                include=["id", "credor", "due_on", "principal_cents"],
                name="titulo_night_idx",
            ),
            models.Index(fields=["credor", "-id"], name="titulo_newest_idx"),
            # Money that came without saying whose it is.
            models.Index(
                fields=["credor", "principal_cents"],
                condition=models.Q(closed_on__isnull=True),
                name="titulo_open_value_idx",
            ),
            models.Index(
                fields=["credor", "closed_reason", "-id"],
                condition=models.Q(closed_on__isnull=False),
                name="titulo_closed_idx",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["credor", "identity_key"], name="titulo_identity_once"),
            models.CheckConstraint(
                condition=models.Q(principal_cents__gt=0, principal_cents__lte=limits.MAX_PRINCIPAL_CENTS),
                name="titulo_principal",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True, closed_reason="")
                | models.Q(closed_on__isnull=False, closed_reason__in=["paid", "baixa"]),
                name="titulo_closed",
            ),
        ]


class TituloVersion(models.Model):
    """What a título was before a change; append-only. `fields` holds the former values of what changed."""

    titulo = models.ForeignKey(Titulo, models.PROTECT)
    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    version = models.IntegerField()
    replaced_at = models.DateTimeField()
    import_file = models.ForeignKey("store.ImportFile", models.PROTECT, null=True, db_index=False)
    fields = models.JSONField()

    class Meta:
        db_table = "titulo_version"
        constraints = [models.UniqueConstraint(fields=["titulo", "version"], name="titulo_version_once")]


class Baixa(models.Model):
    """A título closed without payment because a file that was the whole open list did not bring it.

    `last_payment_id`: the credor's newest payment then, so that undoing it lays again those that came since.
    """

    titulo = models.ForeignKey(Titulo, models.PROTECT, db_index=False)
    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    import_file = models.ForeignKey("store.ImportFile", models.PROTECT)
    closed_on = models.DateField()
    closed_at = models.DateTimeField()
    last_payment_id = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, default="")  # undone by a person | returned in a later file

    class Meta:
        db_table = "baixa"
        constraints = [
            models.UniqueConstraint(
                fields=["titulo"], condition=models.Q(ended_at__isnull=True), name="baixa_standing_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by="")
                | models.Q(ended_at__isnull=False, ended_by__in=["undone", "returned"]),
                name="baixa_ended",
            ),
        ]
