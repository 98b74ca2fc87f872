"""Engines are fully typed: mypy in strict mode, over the names they import by."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from house.tree import project

STRICT = ("--strict", "--namespace-packages", "--explicit-package-bases", "--no-color")


def mypy(folder):
    """Run mypy over every engine below ``folder``/odoo/addons."""
    packages = [
        part
        for addon in sorted((folder / "odoo" / "addons").iterdir())
        for part in ("-p", f"odoo.addons.{addon.name}.engine")
    ]
    cache = ("--cache-dir", str(folder / "cache"))
    return subprocess.run(
        [sys.executable, "-m", "mypy", *STRICT, *cache, *packages],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not find_spec("mypy"), reason="mypy is not installed")
def test_engines_are_typed(tmp_path):
    tree = project()
    for addon in tree.names:
        engine = tree.addons / addon / "engine"
        if any(engine.glob("*.py")):
            folder = tmp_path / "odoo" / "addons" / addon
            folder.mkdir(parents=True)
            (folder / "engine").symlink_to(engine)
    done = mypy(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not find_spec("mypy"), reason="mypy is not installed")
def test_the_check_can_fail(tmp_path):
    engine = tmp_path / "odoo" / "addons" / "elektrohisob_base" / "engine"
    engine.mkdir(parents=True)
    (engine / "a.py").write_text("def f(a: int) -> str:\n    return a\n")
    assert "return-value" in mypy(tmp_path).stdout
