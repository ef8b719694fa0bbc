"""The API: every resource of the shelf under /api/v1/, and its OpenAPI at /api/openapi.json."""

from django.urls import path

from adimple.domain.shelf import shelf
from adimple.web.api import problems, resources
from adimple.web.api.openapi import Api

DESCRIPTION = (
    "A API do Adimple. Dinheiro em centavos inteiros, datas como 2026-01-31, erros em application/problem+json. "
    "Cada chave vê um credor só. Listas vêm em páginas: mande o next_cursor de uma para ter a próxima."
)

api = Api(title="Adimple", version="1", description=DESCRIPTION, docs_url=None, openapi_url="openapi.json")
problems.listen(api)
for resource in shelf(resources, "RESOURCE"):
    api.add_router(f"v1/{resource.code}", resource.router, tags=[resource.name])
urlpatterns = [path("api/", api.urls)]
