"""Whether this process is the inbox: it serves payment services and nothing else.

A line ``inbox = True`` in the section ``[elektrohisob]`` of its configuration says so;
see docs/deploy.md.
"""

from configparser import Error, RawConfigParser
from functools import cache

from odoo.tools import config


@cache
def is_inbox() -> bool:
    """Read the configuration of this process, once."""
    parser = RawConfigParser()
    try:
        parser.read(config["config"] or (), encoding="utf-8")
        return parser.getboolean("elektrohisob", "inbox", fallback=False)
    except (Error, ValueError):
        return False
