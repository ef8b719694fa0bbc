"""Who asks the API in a person's name, and what it already asked."""

from django.db import models


class ApiKey(models.Model):
    """A key of one credor. Only its SHA-256 is kept; it may never more than the account that made it."""

    credor = models.ForeignKey("store.Credor", models.PROTECT)
    account = models.ForeignKey("store.Account", models.PROTECT)
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    sha256 = models.CharField(max_length=64)
    scopes = models.JSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_key"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="api_key_expires_after_made"
            )
        ]


class IdempotencyRecord(models.Model):
    """What a request answered, so that the same request again is answered and not done. `fingerprint`: its SHA-256."""

    api_key = models.ForeignKey(ApiKey, models.CASCADE, db_index=False)
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "idempotency_record"
        constraints = [models.UniqueConstraint(fields=["api_key", "key"], name="idempotency_record_once")]
        indexes = [models.Index(fields=["api_key", "created_at"], name="idempotency_record_age_idx")]
