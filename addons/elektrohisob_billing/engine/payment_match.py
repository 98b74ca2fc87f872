"""What is wrong with one payment of a service: two sides of it, one cause.

No database here. Sums are whole tiyin.
"""

from dataclasses import dataclass

OTHER_DAY, OTHER_STATE, OTHER_SUM = "other_day", "other_state", "other_sum"
MISSING_HERE, MISSING_THERE = "missing_here", "missing_there"
UNKNOWN_ACCOUNT, OTHER_ACCOUNT = "unknown_account", "other_account"
DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a payment on one day.

    ``paid``: how often it is paid and not cancelled there; ``tiyin``: the sum of it;
    ``is_known``: it is named there, perhaps as announced or cancelled;
    ``is_elsewhere``: it is paid there on a day nearby.
    """

    paid: int = 0
    tiyin: int = 0
    is_known: bool = False
    is_elsewhere: bool = False


def find_cause(told: Side, ours: Side, has_account: bool = True) -> str:
    """Why the service and we disagree about a payment; "" if we do not.

    >>> find_cause(Side(1, 500, True), Side())
    'missing_here'
    >>> find_cause(Side(1, 500, True), Side(0, 0, True))
    'other_state'
    >>> find_cause(Side(), Side(1, 500, True))
    'missing_there'
    """
    if told.paid and not ours.paid:
        if ours.is_known:
            return OTHER_STATE
        if ours.is_elsewhere:
            return OTHER_DAY
        return MISSING_HERE if has_account else UNKNOWN_ACCOUNT
    if ours.paid and not told.paid:
        if told.is_known:
            return OTHER_STATE
        return OTHER_DAY if told.is_elsewhere else MISSING_THERE
    if told.paid != ours.paid:
        return DUPLICATE
    if told.tiyin != ours.tiyin:
        return OTHER_SUM
    return ""
