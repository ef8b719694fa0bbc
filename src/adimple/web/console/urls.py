"""Addresses of this part of the web."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
