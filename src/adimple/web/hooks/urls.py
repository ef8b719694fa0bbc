"""Addresses that other people's programs call. The secret in the address is the whole authority."""

from django.urls import path

from adimple.web.hooks import pix

# Bacen: the PSP adds /pix to the address it was given.
urlpatterns = [path("pix/<str:secret>/pix", pix.receive, name="pix_hook")]
