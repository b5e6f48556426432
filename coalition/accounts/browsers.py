"""What a browser says of itself and how it was signed in, in the words of whoever uses it."""

from flask_babel import gettext as _

# Most browsers also name those they descend from, so the first that is found counts.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
LONGEST_UNKNOWN = 60


def way_in(factor: str) -> str:
    """Return in words what a browser was signed in with, given what came beside the password."""
    match factor:
        case "app" | "totp":
            return _("Password and a code")
        case "recovery":
            return _("Password and a recovery code")
        case "passkey":
            return _("Passkey")
        case _other:
            return _("Password")


def browser_name(description: str) -> str:
    """Return browser and system of a User-Agent header, or its beginning when neither is known."""
    browser = next((name for mark, name in BROWSERS if mark in description), "")
    system = next((name for mark, name in SYSTEMS if mark in description), "")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or description[:LONGEST_UNKNOWN]
