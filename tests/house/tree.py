"""The source tree as the rules see it: addons, Python files, XML, CSV.

A rule takes a :class:`Tree` or one :class:`Source` and returns sentences about what
breaks it. Every rule is shown a bad sample first, so that it is known to be able to
fail.
"""

import ast
import csv
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
LINE = ("base", "metering", "billing", "claims", "reports", "portal")
ORDER = [f"elektrohisob_{name}" for name in LINE]
MODEL_BASES = ("Model", "AbstractModel", "TransientModel")


@dataclass(frozen=True)
class Source:
    """One Python file; ``path`` is relative to the folder of addons."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the file; walked once for all rules."""
        return list(ast.walk(self.tree))

    @property
    def addon(self) -> str:
        return self.path.split("/")[0]

    @property
    def folder(self) -> str:
        """``models``, ``engine`` …; empty for files at the top of the addon."""
        parts = self.path.split("/")
        return parts[1] if len(parts) > 2 else ""

    @property
    def stem(self) -> str:
        return Path(self.path).stem

    def at(self, node: ast.AST, sentence: str) -> str:
        return f"{self.path}:{node.lineno}: {sentence}"

    def classes(self) -> list["ModelClass"]:
        """Model classes of the file."""
        return [
            ModelClass(self, node)
            for node in self.tree.body
            if isinstance(node, ast.ClassDef)
            and any(
                isinstance(base, ast.Attribute)
                and base.attr in MODEL_BASES
                and isinstance(base.value, ast.Name)
                and base.value.id == "models"
                for base in node.bases
            )
        ]


@dataclass(frozen=True)
class ModelClass:
    """A class of Odoo's ORM."""

    source: Source
    node: ast.ClassDef

    @property
    def kind(self) -> str:
        return next(b.attr for b in self.node.bases if isinstance(b, ast.Attribute))

    def attribute(self, name: str):
        """Literal value of a class attribute, None if absent."""
        for node in self.node.body:
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == name
                for target in node.targets
            ):
                try:
                    return ast.literal_eval(node.value)
                except ValueError:
                    return ...
        return None

    @property
    def inherited(self) -> list[str]:
        value = self.attribute("_inherit") or []
        return [value] if isinstance(value, str) else list(value)

    @property
    def name(self) -> str:
        """Name of the model the class defines or extends."""
        return self.attribute("_name") or (self.inherited or ["?"])[0]

    @property
    def is_new(self) -> bool:
        name = self.attribute("_name")
        return bool(name) and name not in self.inherited

    def fields(self) -> dict[str, ast.Call]:
        """Fields by name."""
        return {
            node.targets[0].id: node.value
            for node in self.node.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Attribute)
            and isinstance(node.value.func.value, ast.Name)
            and node.value.func.value.id == "fields"
        }

    def methods(self) -> list[ast.FunctionDef]:
        return [n for n in self.node.body if isinstance(n, ast.FunctionDef)]


@dataclass(frozen=True)
class Record:
    """A ``<record>`` or ``<menuitem>`` of a data file."""

    path: str
    id: str
    model: str
    values: dict[str, str]

    @property
    def full_id(self) -> str:
        return self.id if "." in self.id else f"{self.path.split('/')[0]}.{self.id}"


class Tree:
    """A folder of addons."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.addons = root / "addons"

    @cached_property
    def names(self) -> list[str]:
        return sorted(
            path.parent.name for path in self.addons.glob("*/__manifest__.py")
        )

    def files(self, *suffixes: str) -> list[Path]:
        return sorted(
            path
            for path in self.addons.rglob("*")
            if path.suffix in suffixes
            and "node_modules" not in path.parts
            and path.is_file()
        )

    def relative(self, path: Path) -> str:
        return path.relative_to(self.addons).as_posix()

    @cached_property
    def sources(self) -> list[Source]:
        return [
            Source(self.relative(path), path.read_text(encoding="utf-8"))
            for path in self.files(".py")
        ]

    @property
    def program(self) -> list[Source]:
        """Everything but tests."""
        return [source for source in self.sources if source.folder != "tests"]

    @cached_property
    def classes(self) -> list[ModelClass]:
        return [found for source in self.program for found in source.classes()]

    def manifest(self, addon: str) -> dict:
        text = (self.addons / addon / "__manifest__.py").read_text(encoding="utf-8")
        return ast.literal_eval(text)

    @cached_property
    def xml(self) -> dict[str, ElementTree.Element]:
        return {
            self.relative(path): ElementTree.parse(path).getroot()
            for path in self.files(".xml")
        }

    @cached_property
    def records(self) -> list[Record]:
        found = []
        for path, root in self.xml.items():
            for node in root.iter():
                if node.tag == "record":
                    values = {f.get("name"): _value(f) for f in node.iter("field")}
                    found.append(
                        Record(path, node.get("id"), node.get("model"), values)
                    )
                elif node.tag == "menuitem":
                    found.append(
                        Record(path, node.get("id"), "ir.ui.menu", dict(node.attrib))
                    )
        return found

    @cached_property
    def access(self) -> list[dict[str, str]]:
        """Rows of every ``ir.model.access.csv`` with their ``path``."""
        rows = []
        for path in self.addons.glob("*/security/ir.model.access.csv"):
            with path.open(encoding="utf-8", newline="") as source:
                for row in csv.DictReader(source):
                    rows.append({**row, "path": self.relative(path)})
        return rows


def _value(field: ElementTree.Element) -> str:
    """What a ``<field>`` holds, as text; an architecture as XML."""
    if len(field):
        return "".join(ElementTree.tostring(child, "unicode") for child in field)
    return field.get("ref") or field.get("eval") or (field.text or "").strip()


def model_id(name: str) -> str:
    """``elektrohisob.usage.point`` → ``model_elektrohisob_usage_point``."""
    return "model_" + name.replace(".", "_")


def short(name: str) -> str:
    """``elektrohisob.usage.point`` → ``usage_point``."""
    return name.removeprefix("elektrohisob.").replace(".", "_")


@cache
def project() -> Tree:
    """The project's own tree; read and parsed once for all rules."""
    return Tree()
