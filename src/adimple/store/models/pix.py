"""An account at a PSP that speaks Bacen's Pix API, the charges made there, and what is given back by it."""

from django.db import models


class PspAccount(models.Model):
    """How to reach the PSP as the credor. The secret and the certificate are sealed with the installation's key."""

    credor = models.ForeignKey("store.Credor", models.PROTECT)
    gateway = models.CharField(max_length=20)  # a code of the shelf `gateways`
    label = models.CharField(max_length=60)
    base_url = models.CharField(max_length=300)
    token_url = models.CharField(max_length=300)
    oauth_id = models.CharField(max_length=200)
    secret_sealed = models.BinaryField()
    certificate_sealed = models.BinaryField(default=b"")  # PEM, key and certificate; empty where the PSP asks none
    authority = models.TextField(default="", blank=True)  # PEM of who signed the PSP's, where it is a private one
    pix_key = models.CharField(max_length=77)
    hook_sha256 = models.CharField(max_length=64)  # of the secret part of the address the PSP calls
    hooks_asked = models.JSONField(default=list)  # others it was told to call, and did not say whether it will
    days_payable = models.SmallIntegerField(default=30)  # after the due date
    created_at = models.DateTimeField()
    tested_at = models.DateTimeField(null=True)
    asked_until = models.DateTimeField(null=True)  # what was received up to here was compared
    unanswered = models.JSONField(  # [EndToEndId, instant taken] of Pix it gave no answer about, to be asked again
        default=list, db_default=models.Value([], models.JSONField())
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "psp_account"
        constraints = [
            models.UniqueConstraint(fields=["hook_sha256"], name="psp_account_hook_once"),
            models.UniqueConstraint(
                fields=["credor"], condition=models.Q(closed_at__isnull=True), name="psp_account_open_once"
            ),
        ]


class PixCharge(models.Model):
    """A charge at the PSP for one título. `txid` derives from the título and the attempt: asked twice, it is one.

    `state`: asked (told to the PSP, its answer unknown), active, paid, removed, refused. What it says at the PSP are
    these terms; other terms are a review of it or another charge.
    """

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    psp_account = models.ForeignKey(PspAccount, models.PROTECT, db_index=False)
    titulo = models.ForeignKey("store.Titulo", models.PROTECT)
    attempt = models.SmallIntegerField()
    txid = models.CharField(max_length=35)
    kind = models.CharField(max_length=4)  # cob | cobv
    cents = models.BigIntegerField()
    due_on = models.DateField(null=True)
    pay_until = models.DateField(null=True)
    policy = models.JSONField()
    state = models.CharField(max_length=8, default="asked")
    location = models.CharField(max_length=200, default="")
    br_code = models.CharField(max_length=600, default="")
    why = models.CharField(max_length=300, default="")
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "pix_charge"
        indexes = [
            models.Index(fields=["location"], condition=~models.Q(location=""), name="pix_charge_location_idx"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["psp_account", "txid"], name="pix_charge_txid_once"),
            models.UniqueConstraint(fields=["titulo", "attempt"], name="pix_charge_attempt_once"),
            models.UniqueConstraint(
                fields=["titulo"], condition=models.Q(state__in=["asked", "active"]), name="pix_charge_live_once"
            ),
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="pix_charge_cents"),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "active", "paid", "removed", "refused"]), name="pix_charge_state"
            ),
        ]


class PixRefund(models.Model):
    """Some of a Pix that the credor gives back. `refund_id` derives from the Pix and the number: asked twice, one.

    `state`: asked (told to the PSP, its answer unknown), in_process, returned, not_done. The ledger follows the PSP's
    word alone: it is undone once a Reversal of this id says that the money went back.
    """

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    incoming = models.ForeignKey("store.Incoming", models.PROTECT, db_index=False)
    psp_account = models.ForeignKey(PspAccount, models.PROTECT, db_index=False)
    number = models.SmallIntegerField()  # the first of its Pix is 1
    refund_id = models.CharField(max_length=35)
    cents = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="asked")
    why = models.CharField(max_length=300, default="")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=254)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "pix_refund"
        indexes = [
            models.Index(
                fields=["credor", "id"],
                condition=models.Q(state__in=["asked", "in_process"]),
                name="pix_refund_live_idx",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["incoming", "number"], name="pix_refund_number_once"),
            models.UniqueConstraint(fields=["credor", "refund_id"], name="pix_refund_id_once"),
            models.UniqueConstraint(
                fields=["incoming"],
                condition=models.Q(state__in=["asked", "in_process"]),
                name="pix_refund_live_once",
            ),
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="pix_refund_cents"),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="pix_refund_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "in_process", "returned", "not_done"]), name="pix_refund_state"
            ),
        ]
