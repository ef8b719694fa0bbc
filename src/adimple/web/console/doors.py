"""The ways in and out: login with rate limit, logout, and the first-run page."""

from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from adimple.domain import calendar
from adimple.domain.errors import Refused
from adimple.store.reads import credores
from adimple.usecases import create_owner, devices, record_sign_in, second_step
from adimple.web.console import knock, second_door
from adimple.web.console.entering import enter
from adimple.web.devices import KEPT
from adimple.web.forms import Form


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "E-mail ou senha não conferem. Confira se a tecla de maiúsculas está ligada.",
        "inactive": "Esta conta está desativada. Fale com quem administra o Adimple na sua empresa.",
    }

    def clean_username(self) -> str:
        """One spelling of an address, so that the rate limit counts it once."""
        return self.cleaned_data["username"].strip().lower()


class Login(LoginView):
    template_name = "console/entrar.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True
    http_method_names = ("get", "head", "post")  # Django's form views also take a PUT for a POST

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated and not credores.exists_account():
            return redirect("comecar")
        if request.method == "POST" and (slow := knock.answer(request)):
            return slow
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        return {"typed": Form()} | super().get_context_data(**kwargs)

    def form_valid(self, form) -> HttpResponse:
        account = form.get_user()
        if second_step.find_account(account.id) is not None:
            second_door.ask(self.request, account, self.get_success_url())
            return redirect("segunda_etapa")
        back = self.get_success_url()
        enter(self.request, account)
        return redirect(back)

    def form_invalid(self, form) -> HttpResponse:
        typed = Form({"username": self.request.POST.get("username", "")})
        if form.non_field_errors():  # somebody tried; a blank field is no attempt
            is_blocked = getattr(self.request, "axes_locked_out", False)
            record_sign_in.failed(self.request.ctx, typed.text("username"), is_blocked=is_blocked)
        else:
            typed.need("username", "Escreva o seu e-mail.")
            typed.errors |= {"password": "Escreva a sua senha."} if "password" in form.errors else {}
        return self.render_to_response(self.get_context_data(form=form, typed=typed), status=422)


entrar = Login.as_view()


class Logout(LogoutView):
    http_method_names = ("post",)
    next_page = "login"

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            devices.end_one(request.ctx, request.session[KEPT])
        return super().post(request, *args, **kwargs)


sair = Logout.as_view()


@require_http_methods(["GET", "HEAD", "POST"])
def comecar(request: HttpRequest) -> HttpResponse:
    """Makes the owner and the credor of an empty installation; leads to the login of any other."""
    if credores.exists_account():
        return redirect("painel" if request.user.is_authenticated else "login")
    form = Form(request.POST if request.method == "POST" else {})
    if request.method == "POST":
        command = _first_owner(form)
        if form.ask(create_owner.check, request.ctx, command):
            try:
                create_owner.create_first_owner(request.ctx, command)
            except Refused:  # somebody else was quicker
                return redirect("login")
            account = authenticate(request, username=command.email, password=command.password)
            enter(request, account)
            messages.success(request, "Pronto. O credor começa em ensaio: nada é enviado até você liberar.")
            return redirect("painel")
    return render(request, "console/comecar.html", {"form": form, "ufs": _ufs()}, status=422 if form.errors else 200)


def _first_owner(form: Form) -> create_owner.CreateOwner:
    """As typed; what is blank is complained of in the form's own words."""
    return create_owner.CreateOwner(
        name=form.need("name", "Escreva o seu nome."),
        email=form.need("email", "Escreva o seu e-mail."),
        password=form.values.get("password", ""),
        credor_name=form.need("credor_name", "Escreva o nome ou a razão social de quem recebe."),
        credor_document=form.need("credor_document", "Escreva o CPF ou o CNPJ do credor."),
        credor_address=form.need("credor_address", "Escreva o endereço: a lei o pede em toda cobrança."),
        credor_email=form.text("credor_email"),
        credor_city=form.text("credor_city"),
        credor_uf=form.text("credor_uf"),
    )


def _ufs() -> list[tuple[str, str]]:
    return [("", "Escolha"), *((uf, uf) for uf in calendar.UFS)]
