"""The only Django app with tables."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "adimple.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
