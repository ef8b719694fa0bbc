"""Where every address leads: the console, the devedor's page, the API, health."""

from django.urls import include, path

from adimple.web import errors, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("", include("adimple.web.api.urls")),
    path("", include("adimple.web.portal.urls")),
    path("", include("adimple.web.console.urls")),
]
handler404 = errors.not_found
handler500 = errors.broken
