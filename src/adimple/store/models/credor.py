"""A credor, how it may be spoken for, what it charges, and its réguas by version."""

from django.db import models


class Credor(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    document = models.CharField(max_length=14)  # CPF or CNPJ, normalised (CDC 42-A)
    address = models.CharField(max_length=300)  # CDC 42-A
    email = models.CharField(max_length=254, default="")  # Reply-To and "falar com alguém"
    phone = models.CharField(max_length=20, default="")
    uf = models.CharField(max_length=2, default="")
    city = models.CharField(max_length=100, default="")
    pix_key = models.CharField(max_length=77, default="")
    is_agency = models.BooleanField(default=False)  # collects for others: MT Lei 11.792/2022
    records_calls = models.BooleanField(default=False)  # RJ, SP and PR refuse a call that is not recorded
    created_at = models.DateTimeField()
    # Safe start. While released_at is null the credor is in ensaio and nothing leaves.
    released_at = models.DateTimeField(null=True)
    released_on = models.DateField(null=True)  # the daily ceiling doubles each week from here
    oldest_days_late = models.IntegerField(default=90)
    daily_ceiling = models.IntegerField(default=50)
    stopped_at = models.DateTimeField(null=True)  # the stop button
    closed_at = models.DateTimeField(null=True)  # its contract ended: readable, and nothing more
    closed_contact = models.CharField(max_length=300, default="", db_default="")  # whom its devedores talk to now

    class Meta:
        db_table = "credor"
        constraints = [
            models.CheckConstraint(condition=models.Q(daily_ceiling__gte=0), name="credor_ceiling"),
            models.CheckConstraint(condition=models.Q(oldest_days_late__gte=0), name="credor_oldest"),
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True, released_on__isnull=True)
                | models.Q(released_at__isnull=False, released_on__isnull=False),
                name="credor_released_pair",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True)
                | models.Q(released_at__isnull=True)
                | models.Q(stopped_at__isnull=False),
                name="credor_closed_is_stopped",
            ),
        ]


class LinkHost(models.Model):
    """The credor's own name on the internet for its public pages. It counts once verified: it led to this place.

    One at most counts, and one waits to be verified. One that counted and ended still serves the links it was sent in.
    """

    credor = models.ForeignKey(Credor, models.PROTECT)
    host = models.CharField(max_length=253)
    saved_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # another was verified, or it was taken away

    class Meta:
        db_table = "link_host"
        constraints = [
            models.UniqueConstraint(
                fields=["host"],
                condition=models.Q(verified_at__isnull=False, ended_at__isnull=True),
                name="link_host_verified_once",
            ),
            models.UniqueConstraint(
                fields=["credor"],
                condition=models.Q(verified_at__isnull=False, ended_at__isnull=True),
                name="link_host_counts_once",
            ),
            models.UniqueConstraint(
                fields=["credor"], condition=models.Q(verified_at__isnull=True), name="link_host_waits_once"
            ),
        ]


class ChannelSetting(models.Model):
    """How a credor reaches people by one channel; the password is sealed with the installation key."""

    credor = models.ForeignKey(Credor, models.PROTECT)
    channel = models.CharField(max_length=20)
    host = models.CharField(max_length=253)
    port = models.IntegerField()
    security = models.CharField(max_length=10)  # none | starttls | tls
    username = models.CharField(max_length=254, default="")
    password_sealed = models.BinaryField(default=b"")
    from_email = models.CharField(max_length=254)
    from_name = models.CharField(max_length=200)
    per_second = models.IntegerField(default=20)
    tested_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channel_setting"
        constraints = [
            models.UniqueConstraint(fields=["credor", "channel"], name="channel_setting_once"),
            models.CheckConstraint(
                condition=models.Q(security__in=["none", "starttls", "tls"]), name="channel_security"
            ),
            models.CheckConstraint(condition=models.Q(port__gte=1, port__lte=65535), name="channel_port"),
        ]


class EncargosPolicy(models.Model):
    """What a credor charges on late títulos of one kind of devedor from a day on; the next row ends the former."""

    credor = models.ForeignKey(Credor, models.PROTECT)
    kind = models.CharField(max_length=3)  # B2C | B2B
    effective_on = models.DateField()
    multa_ppb = models.BigIntegerField()
    juros_ppb_month = models.BigIntegerField()
    juros_basis = models.CharField(max_length=20, default="30")
    multa_base = models.CharField(max_length=10, default="nominal")
    rounding = models.CharField(max_length=10, default="down")
    nonbusiness_due = models.CharField(max_length=20, default="original_if_missed")
    discount_ppb = models.BigIntegerField(default=0)
    discount_days_before = models.IntegerField(default=0)  # discount valid until due_on − this
    juros_by = models.CharField(max_length=10, default="contract", db_default="contract")  # contract | law
    correction_index = models.CharField(max_length=20, default="", db_default="")  # a code of domain/indices/catalog.py
    created_at = models.DateTimeField()

    class Meta:
        db_table = "encargos_policy"
        constraints = [
            models.UniqueConstraint(fields=["credor", "kind", "effective_on"], name="encargos_policy_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["B2C", "B2B"]), name="encargos_policy_kind"),
            models.CheckConstraint(
                condition=models.Q(multa_ppb__gte=0, juros_ppb_month__gte=0, discount_ppb__gte=0),
                name="encargos_policy_rates",
            ),
            models.CheckConstraint(
                condition=models.Q(juros_by="contract") | models.Q(juros_by="law", juros_ppb_month=0),
                name="encargos_policy_juros_by",
            ),
        ]


class Regua(models.Model):
    """One version of a credor's régua: a document, effective from a day; never edited, only succeeded."""

    credor = models.ForeignKey(Credor, models.PROTECT)
    version = models.IntegerField()
    effective_on = models.DateField()
    document = models.JSONField()
    author = models.CharField(max_length=254)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "regua"
        constraints = [
            models.UniqueConstraint(fields=["credor", "version"], name="regua_version_once"),
            models.UniqueConstraint(fields=["credor", "effective_on"], name="regua_effective_once"),
        ]
