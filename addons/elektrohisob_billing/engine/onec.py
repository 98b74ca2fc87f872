"""Numbers and receipts of the exchange with 1C. No database here.

Each side numbers its messages and repeats the last number it took. What is not
confirmed goes into every next message; so messages may be lost, come twice or in
another order, and the books of both sides are the same at the end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

ACCEPTED, REPEATED, FOREIGN = "accepted", "repeated", "foreign"
#: The text of an object that is no more.
GONE = ""


@dataclass(frozen=True, slots=True)
class Node:
    """Our side of an exchange: own code and that of the peer, numbers used."""

    code: str
    peer: str
    sent_no: int = 0
    received_no: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """Last known state of an object: digest of its text, message it was sent in."""

    digest: str
    message_no: int = 0
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the header of a message of the peer says."""

    sender: str
    receiver: str
    message_no: int
    received_no: int


def find_changes(
    known: Mapping[str, Change], facts: Mapping[str, str], scope: Iterable[str]
) -> dict[str, Change]:
    """Objects that are new, differ or are no more, as changes not sent yet.

    :param known: changes by key
    :param facts: digests by key, as they are now
    :param scope: keys known that must be among the facts, or are no more

    >>> find_changes({}, {"a": "1"}, [])
    {'a': Change(digest='1', message_no=0, is_confirmed=False)}
    >>> find_changes({"a": Change("1", 3, True)}, {"a": "1"}, ["a"])
    {}
    >>> find_changes({"a": Change("1", 3, True)}, {}, ["a"])
    {'a': Change(digest='', message_no=0, is_confirmed=False)}
    """
    now = {key: facts.get(key, GONE) for key in {*facts, *scope}}
    return {
        key: Change(digest)
        for key, digest in now.items()
        if (known[key].digest if key in known else GONE) != digest
    }


def prepare(
    node: Node, changes: Mapping[str, Change]
) -> tuple[Node, dict[str, Change], Receipt]:
    """The next message: node after it, the changes it carries, its header."""
    number = node.sent_no + 1
    carried = {
        key: replace(change, message_no=number)
        for key, change in changes.items()
        if not change.is_confirmed
    }
    header = Receipt(node.code, node.peer, number, node.received_no)
    return replace(node, sent_no=number), carried, header


def take(node: Node, header: Receipt) -> tuple[Node, str]:
    """What to do with a message of the peer, and the node after it.

    ``REPEATED``: neither its body nor its receipt counts. Without numbers (0 or less)
    the body is taken, and nothing is confirmed.
    """
    if header.receiver != node.code or header.sender != node.peer:
        return node, FOREIGN
    if header.message_no <= 0:
        return node, ACCEPTED
    if header.message_no <= node.received_no:
        return node, REPEATED
    return replace(node, received_no=header.message_no), ACCEPTED


def confirm(changes: Mapping[str, Change], received_no: int) -> dict[str, Change]:
    """Changes whose state a receipt alters.

    A number below an earlier one tells that the peer was restored from a copy: what it
    has lost is sent again.

    >>> confirm({"a": Change("1", 3)}, 3)
    {'a': Change(digest='1', message_no=3, is_confirmed=True)}
    >>> confirm({"a": Change("1", 4, True)}, 3)
    {'a': Change(digest='1', message_no=4, is_confirmed=False)}
    """
    return {
        key: replace(change, is_confirmed=not change.is_confirmed)
        for key, change in changes.items()
        if change.is_confirmed != (0 < change.message_no <= received_no)
    }


def share(parts: Sequence[int], debt: int, advance: int) -> list[tuple[int, int]]:
    """What of single payments covers debt and what is paid ahead: the debt comes first.

    :param parts: sums in the order they came
    :return: (debt, advance) of each; empty if the sums are not those of the books

    >>> share([30, 50], 60, 20)
    [(30, 0), (30, 20)]
    >>> share([30], 60, 20)
    []
    """
    if sum(parts) != debt + advance or min((*parts, debt, advance), default=0) < 0:
        return []
    shared = []
    for part in parts:
        covered = min(part, debt)
        shared.append((covered, part - covered))
        debt -= covered
    return shared
