"""What stands between a person and an account: second step, devices, invites, and the mail of our own."""

from django.db import models


class SecondFactor(models.Model):
    """The secret of a person's code app (RFC 6238), sealed. It asks for codes once confirmed."""

    account = models.OneToOneField("store.Account", models.PROTECT)
    secret_sealed = models.BinaryField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)  # the newest half minute whose code was taken: none up to it serves
    failures = models.SmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)  # the last of them

    class Meta:
        db_table = "second_factor"
        constraints = [models.CheckConstraint(condition=models.Q(failures__gte=0), name="second_factor_failures")]


class RecoveryCode(models.Model):
    """One of ten, of 80 bits, so that a plain SHA-256 keeps it; each enters once."""

    account = models.ForeignKey("store.Account", models.PROTECT, db_index=False)
    sha256 = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "recovery_code"
        constraints = [models.UniqueConstraint(fields=["account", "sha256"], name="recovery_code_once")]


class Device(models.Model):
    """A browser somebody entered with. What it calls itself and where it is are kept only as the page says them."""

    account = models.ForeignKey("store.Account", models.PROTECT)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=60)  # masked
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "device"


class Invite(models.Model):
    """Somebody is asked to join a credor; `mark` changes each time it is sent, and the former link with it."""

    credor = models.ForeignKey("store.Credor", models.PROTECT)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=10)
    mark = models.CharField(max_length=32)
    made_by = models.ForeignKey("store.Account", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invite"
        constraints = [
            models.UniqueConstraint(
                fields=["credor", "email"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invite_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "manager", "operator", "auditor"]), name="invite_role"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(revoked_at__isnull=True), name="invite_one_end"
            ),
        ]


class AccountMail(models.Model):
    """An e-mail of ours to who works here, which the worker writes and sends: its link is in no table.

    Who asked for an address that nobody has makes a row too, without account: both take the same time.
    """

    kind = models.CharField(max_length=10)
    address_key = models.CharField(max_length=64)  # of the address it was asked for, to count by
    account = models.ForeignKey("store.Account", models.PROTECT, null=True, db_index=False)
    invite = models.ForeignKey(Invite, models.PROTECT, null=True, db_index=False)
    asked_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    phrase = models.CharField(max_length=500, default="")  # what the server said, or why nobody was asked

    class Meta:
        db_table = "account_mail"
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], condition=models.Q(state="waiting"), name="account_mail_due_idx"
            ),
            models.Index(fields=["address_key", "asked_at"], name="account_mail_key_idx"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["password", "invite"]), name="account_mail_kind"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sending", "sent", "failed", "dropped"]),
                name="account_mail_state",
            ),
        ]
