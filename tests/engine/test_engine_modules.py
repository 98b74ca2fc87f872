"""Every engine and adapter module imports without Odoo; its examples hold."""

import doctest
import importlib
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
MODULES = sorted(
    ".".join(("odoo.addons", *path.relative_to(ADDONS).with_suffix("").parts))
    for folder in ("engine", "adapters")
    for path in ADDONS.glob(f"*/{folder}/**/*.py")
    if path.name != "__init__.py"
)


def test_the_modules_are_found():
    assert "odoo.addons.elektrohisob_billing.engine.pricing" in MODULES


@pytest.mark.parametrize("name", MODULES)
def test_module_imports_and_its_examples_hold(name):
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0
