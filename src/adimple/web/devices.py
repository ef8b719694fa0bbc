"""The browser of a request: what it is in words, where from without saying exactly, and whether it is still let in."""

import ipaddress

from django.http import HttpRequest

from adimple.usecases import devices

KEPT = "device"  # in the session
# In this order: most browsers also call themselves by the names below theirs.
BROWSERS = (
    ("SamsungBrowser/", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def is_let_in(request: HttpRequest) -> bool:
    """Whether the session of who is logged in goes on. A new one gets its device here."""
    known = request.session.get(KEPT)
    seen = devices.see(request.ctx, known, name_of(request), address_of(request))
    if seen is not None and seen != known:
        request.session[KEPT] = seen
    return seen is not None


def name_of(request: HttpRequest) -> str:
    """«Firefox no Windows»."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if not browser and not system:
        return "Aparelho desconhecido"
    return f"{browser or 'Navegador'} no {system}" if system else browser


def address_of(request: HttpRequest) -> str:
    """The network and not the house: `203.0.113.x`, `2001:db8:7::x`; "" for what is no address."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0])
    except ValueError:
        return ""
    if address.version == 4:
        return f"{str(address).rpartition('.')[0]}.x"
    return f"{ipaddress.ip_network((address, 48), strict=False).network_address}x"
