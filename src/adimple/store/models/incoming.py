"""Money as it comes in, by whatever road: the raw message first, then each receipt of money, once."""

from django.db import models

RAW_SOURCES = ["retorno", "pix", "ofx"]
SOURCES = [*RAW_SOURCES, "spreadsheet", "api", "form"]
STATES = ["waiting", "matched", "set_aside", "reversed"]


class RawPayload(models.Model):
    """What a bank or a PSP told, as it came. The same octets of the same source are one row."""

    credor = models.ForeignKey("store.Credor", models.PROTECT)
    source = models.CharField(max_length=10)
    name = models.CharField(max_length=255, default="")  # of the file
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    tried_at = models.DateTimeField(null=True)  # last, of a call that could not be confirmed yet
    done_at = models.DateTimeField(null=True)  # everything in it was taken in
    phrase = models.CharField(max_length=500, default="")  # why nothing of it could be read

    class Meta:
        db_table = "raw_payload"
        indexes = [
            models.Index(fields=["received_at"], condition=models.Q(done_at__isnull=True), name="raw_payload_left_idx"),
            # Calls of a PSP account that wait: counted before each is kept.
            models.Index(
                fields=["name", "id"],
                condition=models.Q(source="pix", done_at__isnull=True),
                name="raw_payload_call_idx",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["credor", "source", "sha256"], name="raw_payload_once"),
            models.CheckConstraint(condition=models.Q(source__in=RAW_SOURCES), name="raw_payload_source"),
        ]


class Retorno(models.Model):
    """A retorno that could be read. Its payments settle at once, or wait in review until a person releases them."""

    credor = models.ForeignKey("store.Credor", models.PROTECT)
    raw_payload = models.OneToOneField(RawPayload, models.PROTECT)
    convenio = models.ForeignKey("store.Convenio", models.PROTECT, null=True)
    bank_code = models.CharField(max_length=3)
    layout = models.CharField(max_length=7)
    generated_on = models.DateField(null=True)
    lines = models.IntegerField()
    details = models.IntegerField()
    paid_cents = models.BigIntegerField()
    reviews = models.IntegerField()  # lines not understood
    remarks = models.IntegerField()
    holds = models.JSONField(default=list)  # disagreements of the file: while any, the ledger waits
    released_at = models.DateTimeField(null=True)  # the ledger took it: at once, or when a person said so
    released_by = models.CharField(max_length=254, default="")
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "retorno"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True) | models.Q(discarded_at__isnull=True),
                name="retorno_one_end",
            )
        ]


class Ocorrencia(models.Model):
    """A line of a retorno, or a pair of them: what the bank says happened to one boleto, or what was not understood."""

    retorno = models.ForeignKey(Retorno, models.PROTECT, db_index=False, db_constraint=False)
    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False, db_constraint=False)
    line = models.IntegerField()
    code = models.CharField(max_length=4, default="")
    name = models.CharField(max_length=120, default="")
    meaning = models.CharField(max_length=24)  # of `retorno.layout.MEANINGS`, or `review`
    boleto = models.ForeignKey("store.Boleto", models.PROTECT, null=True, db_constraint=False)
    nosso_numero = models.CharField(max_length=30, default="")
    seu_numero = models.CharField(max_length=30, default="")
    payer_document = models.CharField(max_length=14, default="", db_default="")
    occurred_on = models.DateField(null=True)
    credit_on = models.DateField(null=True)
    paid_cents = models.BigIntegerField(default=0)
    motivos = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    raw = models.JSONField(default=list)  # the lines, latin-1
    # The receipt of its money: numbered while the line is written, so that no line is written twice.
    incoming = models.ForeignKey("store.Incoming", models.PROTECT, null=True, db_constraint=False)
    looked_at = models.DateTimeField(null=True)  # a person saw what was not understood, and is done with it
    looked_by = models.CharField(max_length=254, default="")

    class Meta:
        db_table = "ocorrencia"
        indexes = [
            models.Index(
                fields=["credor", "-id"],
                condition=models.Q(meaning="review", looked_at__isnull=True),
                name="ocorrencia_review_idx",
            )
        ]
        constraints = [models.UniqueConstraint(fields=["retorno", "line"], name="ocorrencia_line_once")]


class Incoming(models.Model):
    """Money received, once per identity at its source: endToEndId of a Pix, FITID of an account, line of a boleto, row
    of a sheet, key of the API, form of a person.

    `waiting`: whose it is nobody knows yet. `matched`: it became a payment. `set_aside`: a person said it is no payment
    of a título (a transfer between own accounts, a credit to give back), or it is the same money as `same_payment`.
    `reversed`: the source took it back. What came first is kept: a raw payload, the sheet's file; of what was typed,
    the row itself.
    """

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False, db_constraint=False)
    source = models.CharField(max_length=12)
    source_key = models.CharField(max_length=120)
    raw_payload = models.ForeignKey(RawPayload, models.PROTECT, null=True, db_index=False, db_constraint=False)
    import_file = models.ForeignKey("store.ImportFile", models.PROTECT, null=True, db_index=False)
    bank_account = models.ForeignKey("store.BankAccount", models.PROTECT, null=True, db_index=False)
    boleto = models.ForeignKey("store.Boleto", models.PROTECT, null=True, db_index=False, db_constraint=False)
    cents = models.BigIntegerField()
    returned_cents = models.BigIntegerField(default=0, db_default=0)  # of them, what the source took back
    paid_on = models.DateField()
    credit_on = models.DateField(null=True)
    payer_name = models.CharField(max_length=200, default="")
    payer_document = models.CharField(max_length=14, default="")
    reference = models.CharField(max_length=140, default="")  # nosso número, txid, memo: what a person may know it by
    state = models.CharField(max_length=10, default="waiting")
    why = models.CharField(max_length=300, default="")  # how it was matched, or why it waits
    payment = models.OneToOneField("store.Payment", models.PROTECT, null=True)
    same_payment = models.ForeignKey(  # told already by another road, as that payment
        "store.Payment", models.PROTECT, null=True, db_index=False, related_name="told_again"
    )
    matches = models.SmallIntegerField(default=0)  # how often it became a payment: each has a key of its own
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=254, default="")

    class Meta:
        db_table = "incoming"
        indexes = [
            models.Index(
                fields=["credor", "paid_on", "id"], condition=models.Q(state="waiting"), name="incoming_waiting_idx"
            ),
            models.Index(fields=["credor", "-id"], name="incoming_newest_idx"),
            models.Index(fields=["credor", "cents"], condition=models.Q(source="ofx"), name="incoming_ofx_idx"),
            models.Index(fields=["boleto"], condition=models.Q(boleto__isnull=False), name="incoming_boleto_idx"),
            models.Index(
                fields=["same_payment"], condition=models.Q(same_payment__isnull=False), name="incoming_same_idx"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["credor", "source", "source_key"], name="incoming_once"),
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="incoming_cents"),
            models.CheckConstraint(
                condition=models.Q(returned_cents__gte=0, returned_cents__lte=models.F("cents")),
                name="incoming_returned",
            ),
            models.CheckConstraint(condition=models.Q(source__in=SOURCES), name="incoming_source"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="incoming_state"),
            models.CheckConstraint(
                condition=~models.Q(state="matched") | models.Q(payment__isnull=False), name="incoming_matched"
            ),
            models.CheckConstraint(
                condition=models.Q(raw_payload__isnull=False) | ~models.Q(source__in=RAW_SOURCES), name="incoming_raw"
            ),
        ]


class Reversal(models.Model):
    """Money that its source took back, once per identity there: a devolução of a Pix, a line of a retorno.

    Without an incoming it waits: it came before what it takes back, or nobody can tell yet which that is; until a
    person says of which payment it is, or that it was seen to elsewhere (`ended_at`, with why). Put on a payment of
    another road, it may meet that same money later, told by its own: `met`, which pays nothing for it.
    """

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    source = models.CharField(max_length=10)
    source_key = models.CharField(max_length=120)
    of_key = models.CharField(max_length=120, default="")  # the source_key of what it takes back, where it is told
    boleto = models.ForeignKey("store.Boleto", models.PROTECT, null=True)
    raw_payload = models.ForeignKey(RawPayload, models.PROTECT)
    cents = models.BigIntegerField()
    on = models.DateField()
    why = models.CharField(max_length=300, default="", db_default="")  # it found its receipt, and could not be done
    incoming = models.ForeignKey(Incoming, models.PROTECT, null=True)
    met = models.ForeignKey(Incoming, models.PROTECT, null=True, db_index=False, related_name="met_by")
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=254, default="", db_default="")  # the person who said so
    perhaps = models.ForeignKey(  # while it waits for a person: the payment its receipt may be
        "store.Payment", models.PROTECT, null=True, db_index=False, related_name="+"
    )

    class Meta:
        db_table = "reversal"
        indexes = [
            models.Index(
                fields=["credor", "source", "of_key"],
                condition=models.Q(incoming__isnull=True, ended_at__isnull=True),
                name="reversal_waiting_idx",
            ),
            models.Index(  # few are, and each receipt that comes is asked of them
                fields=["credor", "source"], condition=~models.Q(settled_by=""), name="reversal_said_idx"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["credor", "source", "source_key"], name="reversal_once"),
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="reversal_cents"),
            # Of a boleto, whose key names more than one receipt; several devoluções may be of one Pix.
            models.UniqueConstraint(fields=["met"], condition=models.Q(of_key__endswith="/"), name="reversal_met_once"),
        ]
