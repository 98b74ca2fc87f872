from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import bulk


class AccountTransfer(models.Model):
    """One account handed over from a district network to another.

    A row is a line of the protocol, the piece of work still to do, and for ever the
    former number of the account.
    """

    _name = "elektrohisob.account.transfer"
    _description = "Account handed over"
    _order = "date desc, id"
    _rec_name = "number"

    reorganisation_id = fields.Many2one(
        "elektrohisob.reorganisation",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    account_id = fields.Many2one(
        "elektrohisob.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Handed over by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_to_id = fields.Many2one(
        "res.company",
        string="Taken over by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    date = fields.Date(string="From the day", required=True, readonly=True)
    number = fields.Char(
        string="Number before", size=13, required=True, readonly=True, index=True
    )
    number_new = fields.Char(
        string="New number",
        size=13,
        readonly=True,
        help="Empty when the account keeps its number.",
    )
    state = fields.Selection(
        [("planned", "Waiting"), ("done", "Handed over")],
        required=True,
        readonly=True,
        default="planned",
    )

    _account_uniq = models.Constraint(
        "unique(reorganisation_id, account_id)",
        "The account is in this reorganisation already.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _plan(self, document, account_ids):
        """Add the lines of accounts that are not in the document yet."""
        known = self.search([("reorganisation_id", "=", document.id)]).account_id
        accounts = self.env["elektrohisob.account"].browse(sorted(account_ids))
        self.flush_model()
        bulk.copy_rows(
            self.env.cr,
            self._table,
            (
                "reorganisation_id",
                "account_id",
                "company_id",
                "company_to_id",
                "date",
                "number",
                "state",
            ),
            [
                (
                    document.id,
                    account.id,
                    account.company_id.id,
                    document.company_to_id.id,
                    document.date,
                    account.number,
                    "planned",
                )
                for account in accounts - known
            ],
        )
        self.invalidate_model()

    def _carry_out(self):
        """Hand the accounts over; lines already done are left alone."""
        lines = self.filtered(lambda line: line.state == "planned")
        if not lines:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM elektrohisob_account_state WHERE account_id = ANY(%s) "
                "ORDER BY account_id FOR UPDATE",
                lines.account_id.ids,
            )
        )
        self.env.invalidate_all()
        lines._take_leave()
        self.env.flush_all()
        for target, part in lines.grouped("company_to_id").items():
            for table, where in part._get_moved_tables():
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET company_id = %s WHERE %s",
                        SQL.identifier(table),
                        target.id,
                        where,
                    )
                )
        self.env.invalidate_all()
        lines._give_numbers()
        lines.write({"state": "done"})
        lines._arrive()

    def _get_moved_tables(self):
        """Hook: (table, condition) of the facts that go along with the accounts."""
        ids = self.account_id.ids
        own = SQL("account_id = ANY(%s)", ids)
        return [
            ("elektrohisob_account", SQL("id = ANY(%s)", ids)),
            ("elektrohisob_account_state", own),
            ("elektrohisob_agreement", own),
            ("elektrohisob_agreement_term", own),
            ("elektrohisob_agreement_change", own),
            ("elektrohisob_agreement_volume", own),
            (
                "elektrohisob_agreement_restriction",
                SQL(
                    "agreement_id IN (SELECT id FROM elektrohisob_agreement WHERE %s)",
                    own,
                ),
            ),
        ]

    def _take_leave(self):
        """Hook: what the old district books before it lets the accounts go."""

    def _arrive(self):
        """Hook: what the new district books when it has the accounts."""

    def _give_numbers(self):
        """New numbers where the document says so; old ones stay valid for search."""
        for line in self:
            if line.reorganisation_id.number_policy == "new":
                number = line.company_to_id._next_account_number()
                line.number_new = number
                line.account_id.with_context(tracking_disable=True).number = number
