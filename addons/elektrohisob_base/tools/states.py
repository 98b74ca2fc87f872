"""A document does something in some of its states only; otherwise it says which."""

from collections.abc import Callable, Collection

from odoo.exceptions import UserError
from odoo.models import BaseModel


def check_state(
    records: BaseModel,
    states: Collection[str],
    tell: Callable[[BaseModel, str, str], str],
    field: str = "state",
) -> None:
    """Refuse what cannot be done in the state a record is in.

    :param states: the states in which it can be done
    :param tell: sentence of a record, its state and the states needed, as their names
    :param field: the selection that holds the state
    :raise UserError: with the sentence of the first record in another state
    """
    labels = dict(records._fields[field]._description_selection(records.env))
    for record in records:
        if record[field] not in states:
            needed = " / ".join(labels[state] for state in states)
            raise UserError(tell(record, labels[record[field]], needed))
