"""Addresses of the devedor's page. The token is the whole authority: whoever has the link may see and answer it."""

from django.urls import path

from adimple.web.portal import views

urlpatterns = [
    path("verdade/", views.truth, name="verdade"),
    path("p/<str:token>", views.page, name="link"),
    path("p/<str:token>/boleto/<int:boleto_id>.pdf", views.boleto, name="link_boleto"),
    path("p/<str:token>/recibo/<int:payment_id>.pdf", views.recibo, name="link_recibo"),
    path("p/<str:token>/pix", views.pix, name="link_pix"),
    path("p/<str:token>/responder", views.answer, name="link_responder"),
    path("p/<str:token>/resposta/<str:kind>", views.answered, name="link_resposta"),
    path("p/<str:token>/desfazer", views.take_back, name="link_desfazer"),
    path("p/<str:token>/descadastro", views.unsubscribe, name="link_descadastro"),
]
