"""A file a person brought: its bytes, the mapping chosen, what came of it, the rows refused."""

from django.db import models


class ImportFile(models.Model):
    credor = models.ForeignKey("store.Credor", models.PROTECT)
    kind = models.CharField(max_length=10)  # titulos | payments
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    size_bytes = models.IntegerField(default=0)
    mapping = models.JSONField(default=dict)  # field → header, as the person left it
    author = models.CharField(max_length=254)
    uploaded_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)  # null: only a preview so far
    accepted = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    whole_list = models.BooleanField(default=False, db_default=False)  # what it does not bring is no longer open
    closing = models.CharField(max_length=64, default="", db_default="")  # digest of what was seen to close
    closed = models.IntegerField(default=0, db_default=0)  # títulos it closed
    reopened = models.IntegerField(default=0, db_default=0)  # títulos it brought back
    preview = models.JSONField(null=True)  # of a large file, computed apart; null again once written
    checked_at = models.DateTimeField(null=True)  # when that was

    class Meta:
        db_table = "import_file"
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=["titulos", "payments"]), name="import_kind")]


class ImportMapping(models.Model):
    """The columns as somebody corrected them, for the next file of the credor with the same headers."""

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    kind = models.CharField(max_length=10)  # titulos | payments
    headers_key = models.CharField(max_length=64)  # SHA-256 of the headers, folded, whatever their order
    mapping = models.JSONField()  # field → header, as in ImportFile
    author = models.CharField(max_length=254)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "import_mapping"
        constraints = [
            models.UniqueConstraint(fields=["credor", "kind", "headers_key"], name="import_mapping_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["titulos", "payments"]), name="import_mapping_kind"),
        ]


class RejectionRow(models.Model):
    import_file = models.ForeignKey(ImportFile, models.CASCADE)
    line = models.IntegerField()
    field = models.CharField(max_length=100)
    code = models.CharField(max_length=60)
    phrase = models.CharField(max_length=500)

    class Meta:
        db_table = "rejection"
        indexes = [models.Index(fields=["import_file", "line"], name="rejection_line_idx")]
