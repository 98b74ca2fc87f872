"""Splitting a whole over parts so that nothing is lost."""

from collections.abc import Sequence


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` in whole units over ``weights``; the sum is exactly ``total``.

    What rounding leaves goes to the parts whose fraction is largest, the earlier
    first. Without any weight all parts are equal.
    """
    if not weights:
        return []
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    rests = [total * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-rests[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts
