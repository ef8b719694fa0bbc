"""Addresses of other people's programs that are told what happens, what each was told, and every try of it."""

from django.db import models


class Webhook(models.Model):
    """An address of a credor. `kinds`: names of events, none for all. `after_id`: events up to it were queued."""

    credor = models.ForeignKey("store.Credor", models.PROTECT)
    url = models.CharField(max_length=500)
    kinds = models.JSONField()
    secret_sealed = models.BinaryField()
    former_sealed = models.BinaryField(default=b"")  # signs too, until `former_until`
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    after_id = models.BigIntegerField()
    stopped_at = models.DateTimeField(null=True)
    stop_cause = models.CharField(max_length=10, default="")
    failures = models.IntegerField(default=0)  # one after another
    failing_since = models.DateTimeField(null=True)
    rest_until = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)  # whose turn it is
    leased_until = models.DateTimeField(null=True)  # machine time
    lease = models.BigIntegerField(default=0)  # tells two holders apart

    class Meta:
        db_table = "webhook"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stopped_at__isnull=True, stop_cause="")
                | models.Q(stopped_at__isnull=False, stop_cause__in=["person", "gone", "failing", "secret"]),
                name="webhook_stop_has_cause",
            ),
            models.CheckConstraint(
                condition=models.Q(failures=0, failing_since__isnull=True)
                | models.Q(failures__gt=0, failing_since__isnull=False),
                name="webhook_failing_since",
            ),
        ]


class WebhookDelivery(models.Model):
    """An event that an address is to be told, once: `pending` until it took it, or failed for good, or was stopped."""

    webhook = models.ForeignKey(Webhook, models.PROTECT, db_index=False)
    event = models.ForeignKey("store.Event", models.PROTECT, db_index=False)
    state = models.CharField(max_length=10, default="pending")
    attempts = models.SmallIntegerField(default=0)  # since it was queued or sent again by hand
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook_delivery"
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="webhook_delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["pending", "delivered", "failed", "stopped"]),
                name="webhook_delivery_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["pending", "stopped"], settled_at__isnull=True)
                | models.Q(state__in=["delivered", "failed"], settled_at__isnull=False),
                name="webhook_delivery_settled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["webhook", "event"], condition=models.Q(state="pending"), name="webhook_delivery_pending_idx"
            ),
            models.Index(
                fields=["webhook", "event"], condition=models.Q(state="failed"), name="webhook_delivery_failed_idx"
            ),
            models.Index(
                fields=["settled_at"], condition=models.Q(state="delivered"), name="webhook_delivery_done_idx"
            ),
        ]


class WebhookAttempt(models.Model):
    """One try, append-only. `status` is what the address answered; `failure`, a code, why it took nothing.

    Without a delivery it was a test. What the address answered beside its status is kept nowhere.
    """

    webhook = models.ForeignKey(Webhook, models.PROTECT)
    delivery = models.ForeignKey(WebhookDelivery, models.PROTECT, null=True)
    at = models.DateTimeField()
    status = models.SmallIntegerField(null=True)
    failure = models.CharField(max_length=20, default="")
    ms = models.IntegerField()

    class Meta:
        db_table = "webhook_attempt"
