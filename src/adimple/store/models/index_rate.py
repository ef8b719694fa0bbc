"""A month of an index, where its figure came from and when. Of the installation, not of a credor."""

from django.db import models


class IndexRate(models.Model):
    index = models.CharField(max_length=20)  # a code of domain/indices/catalog.py
    month = models.DateField()  # its first day
    rate_ppb = models.BigIntegerField()  # of the month; may be negative
    source = models.CharField(max_length=200)  # a file's name or the API's address
    imported_at = models.DateTimeField()

    class Meta:
        db_table = "index_rate"
        constraints = [
            models.UniqueConstraint(fields=["index", "month"], name="index_rate_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="index_rate_whole_month"),
            models.CheckConstraint(
                condition=models.Q(rate_ppb__gte=-1_000_000_000, rate_ppb__lte=1_000_000_000), name="index_rate_bounds"
            ),
        ]
