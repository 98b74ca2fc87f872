"""Documents name only what exists."""

import re
from pathlib import Path

import pytest

from house.tree import ROOT, Source, project

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
TOP = ("addons/", "docs/", "launcher/", "tests/", "demo/", "tools/")
SKIPPED = {".git", ".local", "node_modules", ".pytest_cache"}


def documents() -> list[Path]:
    return sorted(
        path
        for path in ROOT.rglob("*.md")
        if not SKIPPED.intersection(path.relative_to(ROOT).parts)
    )


def verbs(root: Path) -> set[str]:
    """Words that ``./elektrohisob`` understands, as its sources quote them."""
    text = "".join(
        path.read_text(encoding="utf-8") for path in (root / "launcher").glob("*.py")
    )
    return set(re.findall(r'"([a-z][a-z-]+)"', text))


def defects(path: Path, root: Path, text: str) -> list[str]:
    """Links to nothing, paths that do not exist, commands nobody understands."""
    broken = []
    for target in LINK.findall(text):
        name = target.split("#")[0]
        if name and "://" not in target and not target.startswith("mailto:"):
            if not (path.parent / name).exists():
                broken.append(f"{path.name}: link to {target}")
    for code in CODE.findall(text):
        word = code.split()[0]
        is_pattern = any(sign in word for sign in "<>*{}…")
        if word.startswith(TOP) and not is_pattern:
            if not (root / word.split(":")[0]).exists():
                broken.append(f"{path.name}: no {word}")
    for verb in re.findall(r"\./elektrohisob ([a-z][a-z-]+)", text):
        if verb not in verbs(root):
            broken.append(f"{path.name}: no command ./elektrohisob {verb}")
    return broken


@pytest.mark.parametrize(
    "path", documents(), ids=lambda path: str(path.relative_to(ROOT))
)
def test_document(path):
    broken = defects(path, ROOT, path.read_text(encoding="utf-8"))
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    "text",
    [
        "See [there](nowhere.md).",
        "See `docs/nowhere.md`.",
        "Run `./elektrohisob dance`.",
    ],
)
def test_defects_can_be_seen(text):
    assert defects(ROOT / "README.md", ROOT, text)


def test_what_exists_passes():
    text = "[tests](tests), `tests/pytest.ini`, `./elektrohisob test`, `docs/<name>.md`"
    assert defects(ROOT / "README.md", ROOT, text) == []


def undocumented(classes, text):
    """Public methods with named arguments (that is what our API is) not in ``text``."""
    return [
        model.source.at(method, f"docs/api.md does not name {model.name}.{method.name}")
        for model in classes
        for method in model.methods()
        if method.args.kwonlyargs
        and not method.name.startswith("_")
        and f"{model.name}.{method.name}" not in text
    ]


def test_every_public_method_is_documented():
    sample = Source(
        "elektrohisob_base/models/a.py",
        "class A(models.Model):\n    _name = 'elektrohisob.a'\n"
        "    def sing(self, *, song): pass\n    def _hum(self, *, song): pass\n",
    ).classes()
    assert len(undocumented(sample, "")) == 1
    assert undocumented(sample, "## elektrohisob.a.sing") == []
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    broken = undocumented(project().classes, text)
    assert not broken, "\n".join(broken)


def test_every_decision_has_a_number_of_its_own():
    numbers = [path.name[:3] for path in (ROOT / "docs" / "adr").glob("*.md")]
    assert len(set(numbers)) == len(numbers), sorted(numbers)
