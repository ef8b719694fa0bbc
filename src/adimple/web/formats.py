"""Template filters: money, dates, percentages, as Brazilians write them."""

from django import template

register = template.Library()
