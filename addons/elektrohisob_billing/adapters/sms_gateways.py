"""All gateways of text messages: every ``sms_*.py`` here that names ``GATEWAYS``."""

import pkgutil
from importlib import import_module
from pathlib import Path

from .sms import SmsGateway


def find_gateways() -> dict[str, type[SmsGateway]]:
    """Class by kind of provider."""
    found: dict[str, type[SmsGateway]] = {}
    for info in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if info.name.startswith("sms_") and info.name != Path(__file__).stem:
            module = import_module(f".{info.name}", __package__)
            found.update({one.kind: one for one in getattr(module, "GATEWAYS", ())})
    return found


GATEWAYS = find_gateways()
