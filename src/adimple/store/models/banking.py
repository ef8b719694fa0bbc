"""Where a credor receives: its bank accounts, its convênios, the boletos numbered under them, and the files sent."""

from django.db import models


class BankAccount(models.Model):
    """An account money lands in. Its extrato (OFX) is known by bank, agência and conta."""

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    bank_code = models.CharField(max_length=3)
    agencia = models.CharField(max_length=10)
    conta = models.CharField(max_length=20)  # with its digit, digits alone
    label = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "bank_account"
        constraints = [
            models.UniqueConstraint(fields=["credor", "bank_code", "agencia", "conta"], name="bank_account_once"),
        ]


class Convenio(models.Model):
    """A contract of boletos with a bank. `terms`: the fields of `domain.bank.Convenio` that the bank asks.

    `last_sequence` numbers boletos, `last_remessa` files: both only grow, under the row's lock.
    """

    credor = models.ForeignKey("store.Credor", models.PROTECT)
    bank_account = models.ForeignKey(BankAccount, models.PROTECT, null=True)
    bank_code = models.CharField(max_length=3)
    label = models.CharField(max_length=60)
    layout = models.CharField(max_length=7)  # CNAB240 | CNAB400
    terms = models.JSONField()
    terms_key = models.CharField(max_length=64)  # SHA-256 of the bank and its terms: a contract is registered once
    last_sequence = models.BigIntegerField(default=0)
    last_remessa = models.IntegerField(default=0)
    days_payable = models.SmallIntegerField(default=30)  # after the due date the bank still takes it; 0: never late
    rate_rounding = models.CharField(max_length=10, default="", db_default="")
    reissues = models.BooleanField(default=True, db_default=True)  # a boleto that no longer serves is made again by us
    reissues_from = models.DateField(null=True)  # one whose last day came before it is left to people
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "convenio"
        constraints = [
            models.UniqueConstraint(fields=["credor", "terms_key"], name="convenio_once"),
            models.CheckConstraint(condition=models.Q(layout__in=["CNAB240", "CNAB400"]), name="convenio_layout"),
            models.CheckConstraint(
                condition=models.Q(last_sequence__gte=0, last_remessa__gte=0, days_payable__gte=0),
                name="convenio_numbers",
            ),
        ]


class Boleto(models.Model):
    """One boleto of one título. What it says changes only as the bank confirms a new due date or abatimento.

    `state`: made (not told to the bank), sent (in a remessa), registered (the bank said so), refused (by the bank),
    paid, ended (baixa). At most one of a título is live: made, sent or registered. `replaces`: the one that it was
    issued by itself in place of, and `because` why: one of `banking_phrases.WHYS`.
    """

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    convenio = models.ForeignKey(Convenio, models.PROTECT, db_index=False)
    titulo = models.ForeignKey("store.Titulo", models.PROTECT)
    sequence = models.BigIntegerField()
    nosso_numero = models.CharField(max_length=20)  # as the files carry it
    printed_number = models.CharField(max_length=30)  # as the slip shows it
    barcode = models.CharField(max_length=44)
    linha_digitavel = models.CharField(max_length=47)
    cents = models.BigIntegerField()
    due_on = models.DateField()
    pay_until = models.DateField()  # the last day the bank takes it
    issued_on = models.DateField()
    policy = models.JSONField()  # the encargos as registered: what the bank charges
    pagador = models.JSONField()  # as registered: name, document, address
    state = models.CharField(max_length=12, default="made")
    abatimento_cents = models.BigIntegerField(default=0, db_default=0)  # as the bank confirmed it
    replaces = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="replaced_by")
    because = models.CharField(max_length=10, default="", db_default="")
    terms_seen_at = models.DateTimeField(null=True)  # it was compared then with what the credor charges, and agreed
    unissued = models.CharField(max_length=300, default="", db_default="")  # why no other could be made in its place
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "boleto"
        indexes = [
            models.Index(
                fields=["credor", "-id"], condition=models.Q(state__in=["made", "refused"]), name="boleto_waiting_idx"
            ),
            models.Index(fields=["linha_digitavel"], name="boleto_line_idx"),
            models.Index(fields=["convenio", "id"], condition=~models.Q(unissued=""), name="boleto_unissued_idx"),
            models.Index(fields=["replaces"], condition=models.Q(replaces__isnull=False), name="boleto_replaces_idx"),
            models.Index(
                fields=["convenio", "id"],
                condition=models.Q(state__in=["made", "sent", "registered"]),
                name="boleto_of_convenio_idx",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["convenio", "sequence"], name="boleto_sequence_once"),
            models.UniqueConstraint(fields=["convenio", "nosso_numero"], name="boleto_number_once"),
            models.UniqueConstraint(
                fields=["titulo"],
                condition=models.Q(state__in=["made", "sent", "registered"]),
                name="boleto_live_once",
            ),
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="boleto_cents"),
            models.CheckConstraint(
                condition=models.Q(abatimento_cents__gte=0, abatimento_cents__lt=models.F("cents")),
                name="boleto_abatimento",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["made", "sent", "registered", "refused", "paid", "ended"]),
                name="boleto_state",
            ),
        ]


class Remessa(models.Model):
    """A file made for the bank: its octets as they were taken, and what it orders."""

    credor = models.ForeignKey("store.Credor", models.PROTECT)
    convenio = models.ForeignKey(Convenio, models.PROTECT, db_index=False)
    number = models.IntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    items_count = models.IntegerField()
    cents = models.BigIntegerField()
    made_at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    taken_at = models.DateTimeField(null=True)  # first downloaded

    class Meta:
        db_table = "remessa"
        constraints = [models.UniqueConstraint(fields=["convenio", "number"], name="remessa_number_once")]


class RemessaItem(models.Model):
    """An order about one boleto; without a remessa it waits for the next one. `kind`: one of `remessa.items.KINDS`.

    `due_on`, `abatimento_cents`: what the boleto becomes by it. `answer`: what the bank said of it: done, refused.
    """

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    convenio = models.ForeignKey(Convenio, models.PROTECT, db_index=False)
    boleto = models.ForeignKey(Boleto, models.PROTECT)
    remessa = models.ForeignKey(Remessa, models.PROTECT, null=True)
    kind = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    phrase = models.CharField(max_length=300, default="")  # why it could not go in the last file, to be mended
    due_on = models.DateField(null=True)
    abatimento_cents = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=7, default="", db_default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "remessa_item"
        indexes = [
            models.Index(
                fields=["convenio", "id"], condition=models.Q(remessa__isnull=True), name="remessa_item_waiting_idx"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["boleto", "kind"], condition=models.Q(remessa__isnull=True), name="remessa_item_waits_once"
            )
        ]
