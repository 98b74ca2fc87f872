from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

TAKEN = """
SELECT number FROM elektrohisob_invoice WHERE number = ANY(%(numbers)s)
 UNION
SELECT name FROM account_move
 WHERE name = ANY(%(numbers)s) AND state = 'posted' AND name <> '/'
"""


class Invoice(models.Model):
    """Numbers of invoices, taken in blocks."""

    _inherit = "elektrohisob.invoice"

    @api.model
    def _take_numbers(self, company, day, count):
        """Next numbers of a unit; their year is that of the booking day.

        Numbers that are in use already (brought over from another program) are left
        out.
        """
        # numbers are given whoever makes the documents
        sequences = self.env["ir.sequence"].sudo()
        dated = sequences.with_context(ir_sequence_date=fields.Date.to_string(day))
        domain = [
            ("code", "=", self._name),
            ("company_id", "in", [company.id, False]),
        ]
        sequence = dated.search(domain, order="company_id", limit=1)
        if not sequence:
            raise UserError(
                self.env._(
                    "there is no sequence “%s” for the numbers of invoices; an "
                    "administrator adds it",
                    self._name,
                )
            )
        numbers = []
        while len(numbers) < count:
            block = self._take_block(sequence, count - len(numbers))
            taken = {
                row[0] for row in self.env.execute_query(SQL(TAKEN, numbers=block))
            }
            numbers += [number for number in block if number not in taken]
        return numbers

    @api.model
    def _take_block(self, sequence, count):
        """As many numbers at once; one by one if it leaves no gaps or starts anew."""
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [sequence._next() for _place in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        prefix, suffix = sequence._get_prefix_suffix()
        return [f"{prefix}{next_:0{sequence.padding}d}{suffix}" for (next_,) in rows]
