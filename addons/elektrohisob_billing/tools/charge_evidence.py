"""Evidence of the charges of a settlement as COPY text."""

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_metering.engine.consumption import ACTIVE

from ..engine.evidence import act_piece, evidence


class Evidences:
    """COPY text of the evidence of an account's month, made once per month."""

    def __init__(self, settled):
        self._settled = settled
        self._known: dict[tuple, str] = {}

    def get(self, account_id, month) -> str:
        key = (account_id, month)
        text = self._known.get(key)
        if text is None:
            pieces = [
                piece
                for piece in self._settled.pieces[account_id]
                if piece.month == month and piece.register == ACTIVE
            ]
            meters = self._settled.facts[account_id].meters
            acts = [
                act_piece(act, month) for act in self._settled.acts.get(account_id, ())
            ]
            text = self._known[key] = bulk.copy_value(evidence(pieces, meters, acts))
        return text
