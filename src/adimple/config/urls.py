"""Where every address leads: the console, the devedor's page, the API, what PSPs call, health and figures."""

from django.urls import include, path

from adimple.web import errors, health, metrics

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("adimple.web.api.urls")),
    path("", include("adimple.web.hooks.urls")),
    path("", include("adimple.web.portal.urls")),
    path("", include("adimple.web.console.urls")),
]
handler400 = errors.refused_request
handler404 = errors.not_found
handler500 = errors.broken
