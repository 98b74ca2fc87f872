"""All operators of electronic documents, by the kind of their provider."""

from . import einvoice_didox, einvoice_soliq
from .einvoice import Operator

OPERATORS: dict[str, type[Operator]] = {
    operator.kind: operator
    for module in (einvoice_soliq, einvoice_didox)
    for operator in module.OPERATORS
}
