"""All channels: every file ``pay_*.py`` of this folder that names ``CHANNELS``."""

import pkgutil
from importlib import import_module
from pathlib import Path

from .pay import Channel

BASE = "/elektrohisob/"


def find_channels() -> dict[str, type[Channel]]:
    """Class by address below ``BASE``, for example ``paynet/soap``."""
    found: dict[str, type[Channel]] = {}
    for info in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if info.name.startswith("pay_") and info.name != Path(__file__).stem:
            module = import_module(f".{info.name}", __package__)
            found.update(getattr(module, "CHANNELS", {}))
    return found


CHANNELS = find_channels()


def split(path: str) -> tuple[type[Channel], str] | None:
    """Channel of an address, and what follows it; None for another one."""
    if not path.startswith(BASE):
        return None
    rest = path.removeprefix(BASE)
    for address, channel in CHANNELS.items():
        if rest == address or rest.startswith(f"{address}/"):
            return channel, rest.removeprefix(address).strip("/")
    return None


def kinds() -> dict[str, type[Channel]]:
    """A class of every kind, for labels and links."""
    return {channel.kind: channel for channel in CHANNELS.values()}
