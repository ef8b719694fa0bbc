"""Money that came in, and which debt it extinguished in which order."""

from django.db import models


class Payment(models.Model):
    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False, db_constraint=False)
    devedor = models.ForeignKey("store.Devedor", models.PROTECT)
    external_key = models.CharField(max_length=140)  # identity at its source: the same payment twice is one
    source = models.CharField(max_length=20)  # form | spreadsheet | api | retorno | pix | ofx
    paid_on = models.DateField()
    amount_cents = models.BigIntegerField()
    chosen = models.JSONField(default=list)  # ids of the títulos it is for; empty: any, oldest due first
    chosen_first = models.BooleanField(default=False, db_default=False)  # they come first, what is left goes on
    by_law = models.BooleanField(default=False, db_default=False)  # the order of the law; fixed when registered
    last_titulo_id = models.BigIntegerField(null=True)  # the credor's newest título then: it never reaches a later one
    leftover_cents = models.BigIntegerField(default=0)  # over-payment: a credit to return (CC 876)
    note = models.CharField(max_length=300, default="")
    registered_at = models.DateTimeField()
    import_file = models.ForeignKey("store.ImportFile", models.PROTECT, null=True, db_index=False)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "payment"
        indexes = [models.Index(fields=["credor", "paid_on", "id"], name="payment_day_idx")]
        constraints = [
            models.UniqueConstraint(fields=["credor", "external_key"], name="payment_once"),
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0, leftover_cents__gte=0), name="payment_amount"
            ),
        ]


class Imputacao(models.Model):
    """How much of a payment went to one título, and what was left: a balance needs only the current row."""

    payment = models.ForeignKey(Payment, models.PROTECT)
    titulo = models.ForeignKey("store.Titulo", models.PROTECT, db_index=False)
    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False, db_constraint=False)
    paid_on = models.DateField()
    juros_cents = models.BigIntegerField()
    multa_cents = models.BigIntegerField()
    correcao_cents = models.BigIntegerField(default=0)
    principal_cents = models.BigIntegerField()
    discount_cents = models.BigIntegerField(default=0)
    # What is left after it.
    principal_left_cents = models.BigIntegerField()
    juros_from_on = models.DateField()
    juros_open_cents = models.BigIntegerField()
    multa_open_cents = models.BigIntegerField()
    multa_charged = models.BooleanField()
    is_current = models.BooleanField(default=True)
    replaced_at = models.DateTimeField(null=True)  # undone or replayed: the row stays, no longer current

    class Meta:
        db_table = "imputacao"
        indexes = [
            models.Index(fields=["titulo", "id"], name="imputacao_titulo_idx"),
            # Títulos partly paid: few beside those paid whole.
            models.Index(
                fields=["credor", "titulo"],
                condition=models.Q(is_current=True)
                & (
                    models.Q(principal_left_cents__gt=0)
                    | models.Q(multa_open_cents__gt=0)
                    | models.Q(juros_open_cents__gt=0)
                ),
                name="imputacao_part_idx",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["titulo"], condition=models.Q(is_current=True), name="imputacao_current_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    juros_cents__gte=0, multa_cents__gte=0, correcao_cents__gte=0, principal_cents__gte=0,
                    discount_cents__gte=0, principal_left_cents__gte=0,
                    juros_open_cents__gte=0, multa_open_cents__gte=0,
                ),
                name="imputacao_amounts",
            ),
        ]  # fmt: skip


class ImputacaoPolicy(models.Model):
    """In which order a credor's payments made from a day on are imputed; the next row ends the former."""

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    effective_on = models.DateField()
    by_law = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "imputacao_policy"
        constraints = [
            models.UniqueConstraint(fields=["credor", "effective_on"], name="imputacao_policy_once"),
        ]
