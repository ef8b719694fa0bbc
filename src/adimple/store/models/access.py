"""Who logs in, and over which credores, in which role."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(email=(username or "").strip().lower())


class Account(AbstractBaseUser):
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    email_proven_at = models.DateTimeField(null=True)  # the first use of a link that only this e-mail received

    objects = AccountManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        db_table = "account"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=models.functions.Lower("email")), name="account_email_lower"
            )
        ]


class Membership(models.Model):
    account = models.ForeignKey(Account, models.PROTECT)
    credor = models.ForeignKey("store.Credor", models.PROTECT)
    role = models.CharField(max_length=10)
    since = models.DateTimeField()

    class Meta:
        db_table = "membership"
        constraints = [
            models.UniqueConstraint(fields=["account", "credor"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "manager", "operator", "auditor"]), name="membership_role"
            ),
        ]
