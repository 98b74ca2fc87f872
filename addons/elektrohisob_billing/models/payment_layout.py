from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..adapters import payment_register
from ..adapters.debt_register import DebtColumn, DebtLayout
from ..adapters.payment_register import RegisterLayout


class PaymentLayout(models.Model):
    """Which column of a register holds what, and how it is read or written: set up
    once for a bank or post office, without programming."""

    _name = "elektrohisob.payment.layout"
    _inherit = ["elektrohisob.payment.layout.options"]
    _description = "Layout of registers"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
    )
    direction = fields.Selection(
        [("in", "Payments received"), ("out", "Debts sent")],
        required=True,
        default="in",
    )
    file_format = fields.Selection(
        [("csv", "Text (CSV)"), ("xlsx", "Excel (XLSX)"), ("dbf", "dBase (DBF)")],
        string="Format of the file",
        required=True,
        default="csv",
        help="Of what is sent. The format of what is received is found out.",
    )
    with_total = fields.Boolean(
        string="With a row of totals",
        help="The last row has the number of accounts and the sum of their debts.",
    )
    column_ids = fields.One2many(
        "elektrohisob.payment.layout.column", "layout_id", copy=True
    )
    provider_ids = fields.One2many(
        "elektrohisob.exchange.provider", "payment_layout_id", string="Used by"
    )

    @api.constrains("column_ids", "direction")
    def _check_columns(self):
        for layout in self:
            roles = layout.column_ids.mapped("role")
            twice = {role for role in roles if roles.count(role) > 1}
            labels = dict(
                self.column_ids._fields["role"]._description_selection(self.env)
            )
            if twice:
                raise ValidationError(
                    self.env._(
                        "%(layout)s: two columns hold “%(role)s”. Clear one of them.",
                        layout=layout.name,
                        role=labels[min(twice)],
                    )
                )
            missing = [role for role in ("account", "amount") if role not in roles]
            if missing:
                raise ValidationError(
                    self.env._(
                        "%(layout)s: no column holds “%(role)s”. Add it.",
                        layout=layout.name,
                        role=labels[missing[0]],
                    )
                )

    @api.constrains("account_prefix")
    def _check_account_prefix(self):
        for layout in self:
            prefix = layout.account_prefix or ""
            if prefix and not (prefix.isascii() and prefix.isdecimal()):
                raise ValidationError(
                    self.env._(
                        "%(layout)s: “%(prefix)s” before the account is not digits.",
                        layout=layout.name,
                        prefix=prefix,
                    )
                )

    # === BUSINESS METHODS === #

    def _get_register_layout(self, table=None):
        """The layout for the adapter; of none, what the words of the header say.

        :param table: header and rows of the file, in which moved columns are found
        """
        options = self._get_options()
        if not self:
            columns = payment_register.guess(table) if table else {}
        else:
            columns = self._find_columns(table)
        return RegisterLayout(columns=columns, **options)

    def _find_columns(self, table):
        """Role → column; a header that moved is followed."""
        header = table.header if table else ()
        places = {name: index for index, name in enumerate(header) if name}
        return {
            column.role: places.get(column.name or "", column.number - 1)
            for column in self.column_ids
        }

    def _get_debt_layout(self):
        """The layout for the writer of debts."""
        self.ensure_one()
        columns = [
            DebtColumn(column.role, column.name or column.role, column.width)
            for column in self.column_ids.sorted("number")
        ]
        return DebtLayout(
            columns,
            self.file_format,
            RegisterLayout(**self._get_options()),
            with_total=self.with_total,
            day=business_today(self),
        )
