"""Addresses of the console. Whoever is not logged in meets the login, except on the doors themselves."""

from django.urls import path

from adimple.web.console import doors, painel, settings
from adimple.web.console.staff import staff

DOORS = [
    path("entrar/", doors.entrar, name="login"),
    path("sair/", doors.sair, name="sair"),
    path("comecar/", doors.comecar, name="comecar"),
]
PAGES = [
    ("", painel.painel, "painel"),
    ("configuracoes/", settings.configuracoes, "configuracoes"),
    ("configuracoes/parar/", settings.stop, "configuracoes_parar"),
    ("configuracoes/envios/", settings.sending, "configuracoes_envios"),
]
urlpatterns = [*DOORS, *(path(route, staff(view), name=name) for route, view, name in PAGES)]
