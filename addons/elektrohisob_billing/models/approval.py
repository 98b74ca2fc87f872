from odoo import fields, models


class Approval(models.Model):
    _inherit = "elektrohisob.approval"

    operation = fields.Selection(
        selection_add=[
            ("correction", "Book a large correction"),
            ("charge_run", "Book a billing run"),
            ("ledger_reversal", "Reverse an entry of the ledger"),
            ("ledger_move", "Move a payment to another account"),
            ("ledger_refund", "Refund money"),
            ("ledger_return", "Return money to its sender"),
            ("ledger_reallocation", "Cover another debt"),
            ("ledger_cancel", "Cancel a payment"),
            ("ledger_unmatch", "Take a payment off a wrong account"),
            ("ledger_take", "Book a payment of a register"),
            ("ledger_penalty", "Book a recognised penalty"),
            ("ledger_write_off", "Write a debt off"),
        ],
        ondelete={
            "correction": "cascade",
            "charge_run": "cascade",
            "ledger_reversal": "cascade",
            "ledger_move": "cascade",
            "ledger_refund": "cascade",
            "ledger_return": "cascade",
            "ledger_reallocation": "cascade",
            "ledger_cancel": "cascade",
            "ledger_unmatch": "cascade",
            "ledger_take": "cascade",
            "ledger_penalty": "cascade",
            "ledger_write_off": "cascade",
        },
    )
