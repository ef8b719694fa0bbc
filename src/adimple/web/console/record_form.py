"""A form about one devedor: saved and back to the record, or shown again with what was typed and what is wrong."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from adimple.domain.errors import Invalid, Refused
from adimple.store.reads.devedores import DevedorRecord
from adimple.web.forms import Form


def typed(request: HttpRequest, **given: str) -> Form:
    """What was posted; on a first look, `given`."""
    return Form(request.POST if request.method == "POST" else given)


def record_form(
    request: HttpRequest, template: str, who: DevedorRecord, form: Form, save: Callable[[], str], page: dict[str, Any]
) -> HttpResponse:
    """GET shows; POST saves, unless `form` already has errors, and says `save`'s word on the record."""
    refused = None
    if request.method == "POST" and not form.errors:
        try:
            messages.success(request, save())
            return redirect("devedor", who.id)
        except Invalid as invalid:
            form.note(invalid)
        except Refused as error:
            refused = error
    status = 409 if refused else 422 if form.errors else 200
    return render(request, template, page | {"who": who, "form": form, "refused": refused}, status=status)
