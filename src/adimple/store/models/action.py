"""What the night planned and the day did: actions, their items, dispatches with their proof, tasks for people."""

from django.db import models


class CycleRun(models.Model):
    """One credor's share of one shard of a night: counts and the SHA-256 of what was planned."""

    credor = models.ForeignKey("store.Credor", models.PROTECT)
    on = models.DateField()
    night = models.BigIntegerField(null=True)  # its number: the shards of one night have it in common
    first_person = models.BigIntegerField(default=0, db_default=0)  # where the shard begins
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "cycle_run"
        indexes = [models.Index(fields=["credor", "on"], name="cycle_run_on_idx")]


class NightTime(models.Model):
    """How long one shard of a night read, planned and wrote: machine time, for who operates."""

    night = models.BigIntegerField()
    on = models.DateField()
    read_ms = models.IntegerField()
    plan_ms = models.IntegerField()
    write_ms = models.IntegerField()

    class Meta:
        db_table = "night_time"
        indexes = [models.Index(fields=["on", "night"], name="night_time_idx")]


class Action(models.Model):
    """One contact with one devedor on one day, carrying every título then due a step. Also the lease queue."""

    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False, db_constraint=False)
    devedor = models.ForeignKey("store.Devedor", models.PROTECT, db_index=False, db_constraint=False)
    cycle_run = models.ForeignKey(CycleRun, models.PROTECT, db_index=False, db_constraint=False)
    contact = models.ForeignKey("store.Contact", models.PROTECT, null=True, db_index=False, db_constraint=False)
    person_key = models.BigIntegerField()
    on = models.DateField()
    regua_version = models.IntegerField()
    step_code = models.CharField(max_length=40)  # the leading step: chooses channel and template
    template = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="planned")
    attempts = models.SmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)  # machine time
    blocked_by = models.CharField(max_length=40, null=True)  # why dispatch refused it
    note = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "action"
        indexes = [
            models.Index(fields=["due_at", "id"], condition=models.Q(state="planned"), name="action_planned_idx"),
            # A day in the order its page shows it; and of it, the few that did not go.
            models.Index(fields=["credor", "on", "due_at", "id"], name="action_day_idx"),
            models.Index(
                fields=["credor", "on", "due_at", "id"],
                condition=models.Q(state__in=["refused", "failed", "uncertain", "expired"]),
                name="action_stopped_idx",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["devedor", "on"], name="action_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["planned", "leased", "sent", "task", "done", "refused", "failed", "uncertain", "expired"]
                ),
                name="action_state",
            ),
        ]


class ActionItem(models.Model):
    """One título's step: inside an action, or refused (no action, `blocked_by`)."""

    action = models.ForeignKey(Action, models.PROTECT, null=True, db_constraint=False)
    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False, db_constraint=False)
    devedor = models.ForeignKey("store.Devedor", models.PROTECT, db_constraint=False)
    titulo = models.ForeignKey("store.Titulo", models.PROTECT, db_index=False, db_constraint=False)
    on = models.DateField()
    due_on = models.DateField()
    step_code = models.CharField(max_length=40)
    regua_version = models.IntegerField()
    blocked_by = models.CharField(max_length=40, null=True)
    expired_on = models.DateField(null=True)

    class Meta:
        db_table = "action_item"
        indexes = [
            models.Index(
                fields=["credor", "on"], condition=models.Q(blocked_by__isnull=False), name="action_item_refused_idx"
            ),
            # Of the many whom a search finds, the few that the night refused.
            models.Index(
                fields=["devedor", "on"], condition=models.Q(blocked_by__isnull=False), name="action_item_stopped_idx"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["titulo", "due_on", "step_code"],
                condition=models.Q(blocked_by__isnull=True, expired_on__isnull=True),
                name="action_item_once",
            ),
            models.UniqueConstraint(
                fields=["titulo", "due_on", "step_code", "blocked_by"],
                condition=models.Q(blocked_by__isnull=False),
                name="action_item_refused_once",
            ),
            models.CheckConstraint(
                condition=models.Q(action__isnull=False, blocked_by__isnull=True)
                | models.Q(action__isnull=True, blocked_by__isnull=False),
                name="action_item_refused_has_no_action",
            ),
        ]


class Dispatch(models.Model):
    """One attempt to reach a devedor: the proof of the act, kept as sent."""

    action = models.ForeignKey(Action, models.PROTECT)
    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    devedor = models.ForeignKey("store.Devedor", models.PROTECT)
    person_key = models.BigIntegerField()
    attempt = models.SmallIntegerField()
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=254)
    template = models.CharField(max_length=40)
    template_sha256 = models.CharField(max_length=64)
    regua_version = models.IntegerField()
    subject = models.CharField(max_length=300, default="")
    body = models.TextField()
    body_sha256 = models.CharField(max_length=64)
    amounts = models.JSONField()  # what each título owed at that minute
    verdicts = models.JSONField()  # each rule asked, its verdict and the facts
    started_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=12, default="sending")  # sending accepted temporary permanent uncertain
    provider_id = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "dispatch"
        indexes = [models.Index(fields=["person_key", "started_at"], name="dispatch_person_idx")]
        constraints = [
            models.UniqueConstraint(fields=["action", "attempt"], name="dispatch_attempt_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=["sending", "accepted", "temporary", "permanent", "uncertain"]),
                name="dispatch_status",
            ),
        ]


class Leaving(models.Model):
    """Of messages in a worker's hands: no receipt, it has not begun to leave; a receipt, what the provider answered.

    UNLOGGED: a row costs no wait for the disk, and a crash of PostgreSQL empties the table. That errs on the right
    side: a message `sending` without a row here may have left.
    """

    dispatch_id = models.BigIntegerField(primary_key=True)
    credor_id = models.BigIntegerField()
    receipt = models.TextField(null=True)  # JSON

    class Meta:
        db_table = "leaving"


class Receipt(models.Model):
    """What the provider answered; append-only."""

    dispatch = models.ForeignKey(Dispatch, models.PROTECT)
    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    at = models.DateTimeField()
    status = models.CharField(max_length=12)
    code = models.CharField(max_length=40, default="")
    phrase = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "receipt"


class Task(models.Model):
    """A contact that a person makes: call, WhatsApp, SMS or letter, with the script and its outcome."""

    action = models.OneToOneField(Action, models.PROTECT, null=True)
    credor = models.ForeignKey("store.Credor", models.PROTECT, db_index=False)
    devedor = models.ForeignKey("store.Devedor", models.PROTECT)
    person_key = models.BigIntegerField()
    channel = models.CharField(max_length=20)
    contact = models.ForeignKey("store.Contact", models.PROTECT, null=True)
    script = models.TextField()
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, default="")  # "" open | talked no_answer wrong_number promised refused
    outcome_at = models.DateTimeField(null=True)
    outcome_by = models.CharField(max_length=254, default="")
    note = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "task"
        indexes = [
            models.Index(fields=["credor", "due_at", "id"], condition=models.Q(outcome=""), name="task_open_idx"),
            # Each list in the order its page shows it: who asked to talk, with no action, goes first.
            models.Index(
                models.F("credor"),
                models.ExpressionWrapper(models.Q(action__isnull=False), models.BooleanField()),
                models.F("due_at"),
                models.F("id"),
                condition=models.Q(outcome=""),
                name="task_turn_idx",
            ),
            models.Index(
                fields=["credor", "-outcome_at", "-id"], condition=~models.Q(outcome=""), name="task_done_idx"
            ),
            models.Index(fields=["person_key", "outcome_at"], name="task_person_idx"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    outcome__in=["", "talked", "no_answer", "wrong_number", "promised", "refused", "expired"]
                ),
                name="task_outcome",
            )
        ]
