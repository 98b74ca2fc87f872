"""Which entry of the machine's apt configuration is Debian's main archive.

Pure text in, text out: both styles of source files are read, and one deb822 file for
a private apt is written, with other suites and everything else (address, signing key)
kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

SUITES = frozenset(
    [
        "bullseye",
        "bookworm",
        "trixie",
        "forky",
        "duke",
        "sid",
        "oldstable",
        "stable",
        "testing",
        "unstable",
    ]
)
ONE_LINE = re.compile(
    r"^deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s+(?P<rest>.*)$"
)


@dataclass(frozen=True)
class Source:
    """One archive: address, the suite the machine uses, and options such as the key."""

    uri: str
    suite: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def debian_key(self) -> bool:
        """Whether the entry names Debian's own key."""
        return "debian-archive" in self.options.get("Signed-By", "")


def read_deb822(text: str) -> list[Source]:
    """Return the archives with a Debian main suite in a `.sources` file."""
    found = []
    for stanza in re.split(r"\n\s*\n", text):
        fields = _fields(stanza)
        if fields.pop("Enabled", "yes").strip().lower() in ("no", "false"):
            continue
        types = fields.pop("Types", "").split()
        components = fields.pop("Components", "").split()
        suites = fields.pop("Suites", "").split()
        uris = fields.pop("URIs", "").split()
        if "deb" not in types or "main" not in components:
            continue
        keep = {k: v for k, v in fields.items() if k in ("Signed-By", "Trusted")}
        found += [
            Source(uri, suite, keep)
            for uri in uris
            for suite in suites
            if suite in SUITES
        ]
    return found


def read_list(text: str) -> list[Source]:
    """Return the archives with a Debian main suite in a one-line style file."""
    found = []
    for line in text.splitlines():
        match = ONE_LINE.match(line.split("#")[0].strip())
        if not match or "main" not in match["rest"].split():
            continue
        if match["suite"] not in SUITES or match["uri"].startswith("cdrom:"):
            continue
        options = {}
        for word in (match["options"] or "").split():
            name, _, value = word.partition("=")
            if name.lower() in ("signed-by", "trusted"):
                options[name.title()] = value.replace(",", " ")
        found.append(Source(match["uri"], match["suite"], options))
    return found


def _fields(stanza: str) -> dict[str, str]:
    """Return the fields of a deb822 stanza; continuation lines keep their breaks."""
    fields: dict[str, str] = {}
    name = ""
    for line in stanza.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line[0] in " \t":
            if name:
                fields[name] += "\n" + line
            continue
        key, _, value = line.partition(":")
        name = next((k for k in KNOWN if k.lower() == key.strip().lower()), key.strip())
        fields[name] = value.strip()
    return fields


KNOWN = ("Types", "URIs", "Suites", "Components", "Signed-By", "Enabled", "Trusted")


def candidates(main: Path, parts: Path) -> list[Source]:
    """Return Debian archives of the machine, the one with Debian's key first.

    An archive signed by somebody else's key is not Debian's, whatever its suite.
    """
    found: list[Source] = []
    files = [main] if main.is_file() else []
    if parts.is_dir():
        files += sorted(p for p in parts.iterdir() if p.suffix in (".list", ".sources"))
    for path in files:
        try:
            text = path.read_text(errors="replace")
        except OSError:
            continue
        found += read_deb822(text) if path.suffix == ".sources" else read_list(text)
    ours = [s for s in found if s.debian_key or "Signed-By" not in s.options]
    unique: dict[str, Source] = {}
    for source in sorted(ours, key=lambda s: not s.debian_key):
        unique.setdefault(source.uri, source)
    return list(unique.values())


def write_deb822(source: Source, suites: list[str]) -> str:
    """Return a source file for `suites` of the archive, with its key kept."""
    lines = [
        "Types: deb",
        f"URIs: {source.uri}",
        f"Suites: {' '.join(dict.fromkeys(suites))}",
        "Components: main",
    ]
    lines += [f"{name}: {value}" for name, value in source.options.items()]
    return "\n".join(lines) + "\n"
