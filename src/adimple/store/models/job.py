"""Work that a person asked for and the worker does: who asked, who holds it, how far it is, how it ended."""

from django.db import models


class Job(models.Model):
    credor = models.ForeignKey("store.Credor", models.PROTECT)
    kind = models.CharField(max_length=20)
    import_file = models.ForeignKey("store.ImportFile", models.CASCADE, null=True)
    raw_payload = models.ForeignKey("store.RawPayload", models.CASCADE, null=True)
    convenio = models.ForeignKey("store.Convenio", models.PROTECT, null=True, db_index=False)  # as the person chose
    account = models.ForeignKey("store.Account", models.PROTECT)  # its role of that minute decides
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="queued")
    leased_until = models.DateTimeField(null=True)  # machine time
    attempts = models.SmallIntegerField(default=0)  # also tells two holders apart
    stage = models.CharField(max_length=10, default="")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    phrase = models.CharField(max_length=500, default="")  # why it failed, for people

    class Meta:
        db_table = "job"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["import.check", "import.write"], import_file__isnull=False)
                | models.Q(kind__in=["retorno.take", "retorno.release"], raw_payload__isnull=False),
                name="job_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "done", "failed", "cancelled"]), name="job_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state="running", leased_until__isnull=False)
                | (~models.Q(state="running") & models.Q(leased_until__isnull=True)),
                name="job_lease_while_running",
            ),
            models.UniqueConstraint(
                fields=["import_file"], condition=models.Q(state__in=["queued", "running"]), name="job_one_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["raw_payload"], condition=models.Q(state__in=["queued", "running"]), name="job_one_of_a_raw"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state__in=["queued", "running"]), name="job_waiting_idx")
        ]
