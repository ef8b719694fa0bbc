"""Where the credor's e-mail leaves from, and the button that tries it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from adimple.store.reads import credores
from adimple.store.reads.credores import CredorRow, SmtpRow
from adimple.usecases import save_smtp, try_email
from adimple.web.console.configuracoes.page import form_page
from adimple.web.forms import Form, parse_whole

SECURITIES = (("starttls", "STARTTLS (porta 587)"), ("tls", "TLS (porta 465)"), ("none", "Nenhuma (só nesta máquina)"))


@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest, slug: str) -> HttpResponse:
    who = credores.get_credor(request.ctx.scope, slug)
    smtp = credores.get_smtp(request.ctx.scope, who.id)
    form = Form(request.POST if request.method == "POST" else _smtp_typed(smtp, who))

    def save() -> str:
        port = form.read("port", parse_whole)
        per_second = form.read("per_second", parse_whole)
        texts = {name: form.text(name) for name in ("host", "security", "username", "from_email", "from_name")}
        command = save_smtp.SaveSmtp(
            port=587 if port is None else port,  # already complained of, as the speed is
            per_second=1 if per_second is None else per_second,
            password=form.values.get("password", ""),
            **texts,
        )
        if not form.ask(save_smtp.check, request.ctx, who.id, command):
            return ""
        save_smtp.save_smtp(request.ctx, who.id, command)
        return "Servidor de e-mail gravado. Agora teste a conexão."

    page = {"smtp": smtp, "securities": SECURITIES}
    return form_page(request, "console/configuracoes_email.html", who, form, save, page)


@require_POST
def testar(request: HttpRequest, slug: str) -> HttpResponse:
    """The connection alone, or a message to whoever asks (`to=me`)."""
    who = credores.get_credor(request.ctx.scope, slug)
    to_me = request.POST.get("to") == "me"
    receipt = (try_email.send_test if to_me else try_email.try_connection)(request.ctx, who.id)
    if receipt.status == "accepted":
        sent = f"Teste enviado para {request.ctx.actor.name}. Confira a sua caixa de entrada."
        messages.success(request, sent if to_me else receipt.phrase)
    else:
        messages.error(request, receipt.phrase, extra_tags="fail")
    return redirect("configuracoes_envios" if request.POST.get("from") == "envios" else "configuracoes_email", slug)


@require_POST
def testes_nesta_maquina(request: HttpRequest, slug: str) -> HttpResponse:
    """Back to the test inbox of this machine."""
    who = credores.get_credor(request.ctx.scope, slug)
    save_smtp.use_sandbox(request.ctx, who.id)
    messages.success(request, "As mensagens deste credor voltam a ficar na caixa de testes desta máquina.")
    return redirect("configuracoes_email", slug)


def _smtp_typed(smtp: SmtpRow | None, who: CredorRow) -> dict[str, str]:
    if smtp is None:
        return {
            "port": "587",
            "security": "starttls",
            "from_email": who.email,
            "from_name": who.name,
            "per_second": "20",
        }
    return {
        "host": smtp.host,
        "port": str(smtp.port),
        "security": smtp.security,
        "username": smtp.username,
        "from_email": smtp.from_email,
        "from_name": smtp.from_name,
        "per_second": str(smtp.per_second),
    }
