"""What a password must be made of, and making one that is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Letters and digits that are not mistaken for each other.
SMALL, CAPITAL, DIGITS = (
    "abcdefghjkmnpqrstuvwxyz",
    "ABCDEFGHJKLMNPQRSTUVWXYZ",
    "23456789",
)
SIGNS = "-+=?!"
ALPHABETS = (SMALL, DIGITS, CAPITAL, SIGNS)
DRAWN = 12


@dataclass(frozen=True, slots=True)
class Rules:
    """At least ``length`` characters of at least ``classes`` of the four classes."""

    length: int
    classes: int


def count_classes(password: str) -> int:
    """How many of small letters, capital letters, digits and other signs there are.

    >>> count_classes("Toshkent-2026"), count_classes("тошкент")
    (4, 1)
    """
    return sum(
        (
            any(sign.islower() for sign in password),
            any(sign.isupper() for sign in password),
            any(sign.isdigit() for sign in password),
            # letters without case, as ʻ, are signs
            any(
                not (sign.islower() or sign.isupper() or sign.isdigit())
                for sign in password
            ),
        )
    )


def findings(password: str, rules: Rules) -> list[str]:
    """Which rules the password breaks: ``length``, ``classes``.

    >>> findings("abc", Rules(8, 2))
    ['length', 'classes']
    """
    broken = []
    if len(password) < rules.length:
        broken.append("length")
    if count_classes(password) < rules.classes:
        broken.append("classes")
    return broken


def draw(rules: Rules, choice: Callable[[Sequence[str]], str]) -> str:
    """A password by chance that keeps the rules; small letters stand first.

    :param choice: takes one of a sequence by chance, as ``secrets.choice``
    """
    used = ALPHABETS[: max(rules.classes, 2)]
    length = max(rules.length, DRAWN)
    tail = [choice(alphabet) for alphabet in used[1:]]
    head = [choice(SMALL) for _letter in range(length - len(tail))]
    half = len(head) // 2
    return "".join(head[:half] + tail + head[half:])
