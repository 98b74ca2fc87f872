"""What the addons' manifests say: order, dependencies, and a hash of all of it."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

from launcher import paths
from launcher.say import Trouble

PREFIX = "elektrohisob_"
# queue_job is loaded server-wide by odoo.conf, so it must be there in any case.
ALWAYS = ("base", "web", "queue_job")


def read(folder: Path = paths.ADDONS) -> dict[str, dict]:
    """Return the manifests of our addons that exist, each after those it needs."""
    found: dict[str, dict] = {}
    for path in sorted(folder.glob(f"{PREFIX}*/__manifest__.py")):
        try:
            found[path.parent.name] = ast.literal_eval(path.read_text())
        except (ValueError, SyntaxError) as error:
            raise Trouble(
                f"{path} is not a plain dictionary: {error}",
                "Correct the manifest; it may hold only literal values.",
            ) from error
    return {name: found[name] for name in in_order(found)}


def in_order(manifests: dict[str, dict]) -> list[str]:
    """Return the names so that each comes after the ones it depends on."""
    done: list[str] = []

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            raise Trouble(
                f"The addons depend on each other in a circle: "
                f"{' -> '.join([*trail, name])}",
                "Remove one of these dependencies from its manifest.",
            )
        for needed in manifests[name].get("depends", ()):
            if needed in manifests and needed not in done:
                visit(needed, (*trail, name))
        if name not in done:
            done.append(name)

    for name in sorted(manifests):
        visit(name, ())
    return done


def foreign(manifests: dict[str, dict]) -> list[str]:
    """Return the addons of others that ours depend on."""
    needed = {d for m in manifests.values() for d in m.get("depends", ())}
    return sorted({d for d in needed if not d.startswith(PREFIX)} | set(ALWAYS))


def template_name(manifests: dict[str, dict], odoo: str, requirements: str) -> str:
    """Return the name of the template that fits these manifests and packages."""
    text = "\n".join([odoo, requirements, *foreign(manifests)])
    return "elh_deps_" + hashlib.sha256(text.encode()).hexdigest()[:12]


def fingerprint(folder: Path = paths.ADDONS) -> str:
    """Return a hash of what a database takes from the addons' files."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob(f"{PREFIX}*/**/*")):
        inside = path.relative_to(folder).parts
        if path.is_file() and not {"__pycache__", "tests", "static"} & set(inside):
            digest.update("/".join(inside).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
