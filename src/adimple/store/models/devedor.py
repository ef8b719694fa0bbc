"""A person who owes one credor, how to reach them, and what holds the régua."""

from django.db import models


class Devedor(models.Model):
    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    identity_key = models.CharField(max_length=80)  # CPF/CNPJ, else a hash of folded name + contact
    person_key = models.BigIntegerField()  # HMAC: joins a person across credores, inside the engine only
    # The same for all devedores of a person, and near those that came with it: the order in which the night goes.
    person_number = models.BigIntegerField()
    document = models.CharField(max_length=14, default="")
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    kind = models.CharField(max_length=3)  # how conduct judges: B2C unless somebody marked B2B
    profile = models.CharField(max_length=20)  # which column of the régua
    uf = models.CharField(max_length=2, default="")
    city = models.CharField(max_length=100, default="")
    cep = models.CharField(max_length=8, default="")
    address = models.CharField(max_length=120, default="", db_default="")  # street, number and the rest, as on a letter
    bairro = models.CharField(max_length=60, default="", db_default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "devedor"
        indexes = [
            models.Index(fields=["credor", "name_key", "id"], name="devedor_name_idx"),
            models.Index(fields=["credor", "document"], name="devedor_document_idx"),
            models.Index(fields=["person_key"], include=["id", "credor", "person_number"], name="devedor_person_idx"),
            # Shards of the night are ranges of it: who is in one is told without opening the table.
            models.Index(fields=["person_number"], include=["id", "credor"], name="devedor_number_idx"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["credor", "identity_key"], name="devedor_identity_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["B2C", "B2B"]), name="devedor_kind"),
            models.CheckConstraint(condition=~models.Q(name=""), name="devedor_name_present"),
        ]


class Contact(models.Model):
    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    devedor = models.ForeignKey(Devedor, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=10)  # email | phone
    value = models.CharField(max_length=254)  # normalised: e-mail in lower case, phone in E.164
    phone_kind = models.CharField(max_length=12, default="")  # mobile | landline | …
    source = models.CharField(max_length=20)  # import | console | devedor
    created_at = models.DateTimeField()
    wrong_at = models.DateTimeField(null=True)  # "não sou eu", número errado, bounce: never used again
    wrong_reason = models.CharField(max_length=40, default="")

    class Meta:
        db_table = "contact"
        indexes = [
            # The night looks each devedor up without opening the table.
            models.Index(
                fields=["devedor"],
                condition=models.Q(wrong_at__isnull=True),
                include=["id", "kind", "phone_kind"],
                name="contact_night_idx",
            ),
            # A number found wrong is asked after by every credor of the person.
            models.Index(fields=["devedor"], condition=models.Q(wrong_at__isnull=False), name="contact_wrong_idx"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["devedor", "kind", "value"], name="contact_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["email", "phone"]), name="contact_kind"),
        ]


class Consent(models.Model):
    """The last word of a devedor on a channel: granted or withdrawn (opt-out). History is the event log."""

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    devedor = models.ForeignKey(Devedor, models.PROTECT, db_index=False)
    channel = models.CharField(max_length=20)
    granted = models.BooleanField()
    at = models.DateTimeField()
    source = models.CharField(max_length=20)

    class Meta:
        db_table = "consent"
        constraints = [models.UniqueConstraint(fields=["devedor", "channel"], name="consent_once")]


class Hold(models.Model):
    """Something that freezes the régua from a moment, until a day or until lifted. `titulo` null: all of them."""

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    devedor = models.ForeignKey(Devedor, models.PROTECT)
    titulo = models.ForeignKey("store.Titulo", models.PROTECT, null=True)
    kind = models.CharField(max_length=20)  # ja_paguei contestacao promise acordo hardship death lawyer human pause
    placed_at = models.DateTimeField()
    starts_on = models.DateField()
    until = models.DateField(null=True)  # inclusive; null = until lifted
    reason = models.CharField(max_length=300, default="")
    source = models.CharField(max_length=20)  # link | console | call | promise
    lifted_at = models.DateTimeField(null=True)
    lifted_reason = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "hold"
        indexes = [
            models.Index(
                fields=["credor", "devedor"], condition=models.Q(lifted_at__isnull=True), name="hold_standing_idx"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "ja_paguei",
                        "contestacao",
                        "promise",
                        "acordo",
                        "hardship",
                        "death",
                        "lawyer",
                        "human",
                        "pause",
                    ]
                ),
                name="hold_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("starts_on")), name="hold_order"
            ),
        ]


class Promise(models.Model):
    """A promise to pay on a day. Whether it is kept follows from payments; what was found, and when, is told apart."""

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    devedor = models.ForeignKey(Devedor, models.PROTECT)
    promised_on = models.DateField()
    amount_cents = models.BigIntegerField()
    made_at = models.DateTimeField()
    source = models.CharField(max_length=20)
    hold = models.OneToOneField(Hold, models.PROTECT)
    settled_at = models.DateTimeField(null=True)  # when its day was over and somebody looked

    class Meta:
        db_table = "promise"
        indexes = [
            models.Index(
                fields=["promised_on"], condition=models.Q(settled_at__isnull=True), name="promise_unsettled_idx"
            )
        ]
        constraints = [models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="promise_amount")]


class PromiseOutcome(models.Model):
    """What was found of a promise; append-only. A payment that comes later, or is undone, adds another one."""

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    promise = models.ForeignKey(Promise, models.PROTECT, db_index=False)
    ordinal = models.SmallIntegerField()
    outcome = models.CharField(max_length=10)
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "promise_outcome"
        constraints = [
            models.UniqueConstraint(fields=["promise", "ordinal"], name="promise_outcome_once"),
            models.CheckConstraint(condition=models.Q(outcome__in=["kept", "broken"]), name="promise_outcome_known"),
        ]
