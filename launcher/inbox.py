"""The payments' inbox: an Odoo of its own that payment services call.

Reports and long runs occupy the processes of pages; a payment must not wait for them.
The front door (nginx in production) sends the addresses of payment services here.
"""

from __future__ import annotations

import ast
import configparser

from launcher import paths

ADAPTERS = paths.ADDONS / "elektrohisob_billing" / "adapters"
BASE = "/elektrohisob/"
SECTION = "elektrohisob"
# It answers without a secret, and needs no row of the database.
PROBE = f"{BASE}paynet/soap?wsdl"


def prefixes() -> list[str]:
    """Paths of payment services, as their adapters name them: the one list of them."""
    found: set[str] = set()
    for path in ADAPTERS.glob("pay_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Dict):
                continue
            if [ast.unparse(target) for target in node.targets] == ["CHANNELS"]:
                found |= {ast.literal_eval(key) for key in node.value.keys if key}
    return sorted(BASE + address for address in found)


def workers(parser: configparser.RawConfigParser) -> int:
    """Return how many processes take calls."""
    return parser.getint(SECTION, "inbox_workers", fallback=2)


def options(parser: configparser.RawConfigParser) -> dict[str, object]:
    """Return the options of Odoo that differ from those of the pages."""
    return {
        "workers": workers(parser),
        "max_cron_threads": 0,
        # the addon is known before the database is: so is the language of its refusals
        "server_wide_modules": "base,web,elektrohisob_billing",
        "db_maxconn": 4,
        "limit_time_cpu": 60,
        "limit_time_real": 120,
        "proxy_mode": True,
    }


def mark(parser: configparser.RawConfigParser) -> None:
    """Say in a configuration that the process it is for is the inbox."""
    if not parser.has_section(SECTION):
        parser.add_section(SECTION)
    parser.set(SECTION, "inbox", "True")
