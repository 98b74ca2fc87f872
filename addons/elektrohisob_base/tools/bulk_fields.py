"""Fields of bulk tables."""

from odoo import fields


class BulkMany2one(fields.Many2one):
    """Many2one of a bulk table without a foreign key in the database.

    PostgreSQL checks a foreign key row by row, which took three quarters of the
    time of writing consumption, charges and entries. Readings and ledger entries
    keep the key to the account; the other ids are written by the settlement from
    rows it has just read, and the rows pointed at refuse to be deleted themselves.
    The nightly invariants look for dangling ids all the same.
    """

    def update_db_foreign_key(self, model, column):
        """Override of `base` to leave the column without a constraint."""


class BulkBigint(fields.Integer):
    """Whole number of eight bytes, for Wh and other small units."""

    _column_type = ("int8", "int8")
