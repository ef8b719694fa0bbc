"""What the console's frame shows on every page."""


def shell(request) -> dict:
    return {}
