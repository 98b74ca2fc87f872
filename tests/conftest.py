"""Make the pure parts of the addons importable without Odoo.

The engines import each other as ``odoo.addons.<addon>.engine``. Here ``odoo`` and
``odoo.addons`` are empty packages, and each addon is a package with the path of
its folder whose ``__init__`` is not run: importing an engine loads no model, and
an engine that imported anything of Odoo would fail.
"""

import sys
from pathlib import Path
from types import ModuleType

from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "house",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # the machine may be a busy one
)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile("house")


def _package(name: str, path: list[str]) -> ModuleType:
    module = ModuleType(name)
    module.__path__ = path
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
    return module


_package("odoo", [])
_package("odoo.addons", [])
for folder in sorted((ROOT / "addons").iterdir()):
    if (folder / "__manifest__.py").exists():
        _package(f"odoo.addons.{folder.name}", [str(folder)])
