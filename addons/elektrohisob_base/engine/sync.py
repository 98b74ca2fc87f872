"""Keys, digests and the chain of what two databases keep in step.

A row is known everywhere by its *key*: the path of codes that lead to it, an ``@`` and
the code of the unit that owns it (``1726269/Bobur``, ``NO-ACCESS@1726269``); never by a
database id. Its *digest* is the SHA-256 of its values as canonical JSON.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

#: How a package fits the last one taken, see :func:`check_link`.
NEXT, TAKEN, GAP, CHAIN = "next", "taken", "gap", "chain"

_ESCAPES = (("%", "%25"), ("/", "%2F"), ("@", "%40"))


def canonical(value: Any) -> bytes:
    """The one JSON text of ``value``, whatever the order of its keys."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON of ``value``, hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def escape(part: str) -> str:
    """One part of a key, so that its own slashes do not part it."""
    for plain, escaped in _ESCAPES:
        part = part.replace(plain, escaped)
    return part


def join_key(parts: Iterable[str], owner: str = "") -> str:
    """Key of escaped parts; keys of other rows may be parts as they are.

    >>> join_key(["1726269", escape("A/B")], "17")
    '1726269/A%2FB@17'
    """
    key = "/".join(parts)
    return f"{key}@{escape(owner)}" if owner else key


def tail(key: str) -> str:
    """The last part of a key as entered, without the owner.

    >>> tail("1726269/A%2FB@17")
    'A/B'
    """
    part = key.rpartition("/")[2].partition("@")[0]
    for plain, escaped in reversed(_ESCAPES):
        part = part.replace(escaped, plain)
    return part


def owner(key: str) -> str:
    """Code of the unit that owns the row, empty for the centre's.

    >>> owner("NO-ACCESS@1726269")
    '1726269'
    """
    return key.rpartition("/")[2].partition("@")[2]


def check_link(number: int, previous: str, last: int, last_hash: str) -> str:
    """How package ``number`` fits after package ``last``.

    ``next``: to be taken now; ``taken``: taken before; ``gap``: packages between are
    missing; ``chain``: the right number, but after another package than ours.
    """
    if number <= last:
        return TAKEN
    if number > last + 1:
        return GAP
    return NEXT if previous == last_hash else CHAIN


def compare(
    own: Mapping[str, str], centre: Mapping[str, str], central: Collection[str]
) -> list[tuple[str, str]]:
    """Differences of two lists of digests by key, in order of the keys.

    :param own: every row of ours
    :param centre: every row of the centre that concerns us
    :param central: keys of ours that came from the centre; the others are local
    :return: pairs of key and ``missing``, ``different`` or ``extra``
    """
    found = [
        (key, "different" if key in own else "missing")
        for key, value in centre.items()
        if own.get(key) != value
    ]
    found += [(key, "extra") for key in own if key in central and key not in centre]
    return sorted(found)


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Values of ``after`` that ``before`` does not have."""
    return {
        name: value
        for name, value in after.items()
        if name not in before or before[name] != value
    }


def sort_by_need(needs: Mapping[str, Collection[str]]) -> list[str]:
    """Names so that each comes after those it needs; rings are cut where met."""
    result: list[str] = []
    met: set[str] = set()

    def visit(name: str) -> None:
        if name in met or name not in needs:
            return
        met.add(name)
        for other in sorted(needs[name]):
            visit(other)
        result.append(name)

    for name in sorted(needs):
        visit(name)
    return result
