from odoo import api, fields, models

OPTIONS = (
    "encoding",
    "delimiter",
    "decimal",
    "header_row",
    "footer_rows",
    "total_row",
    "total_count_column",
    "total_sum_column",
    "date_format",
    "name_date",
    "unit",
    "account_strip",
    "account_length",
    "account_prefix",
)
TEXTS = ("encoding", "delimiter", "decimal", "date_format", "account_strip",
         "account_prefix")  # fmt: skip


class PaymentLayoutOptions(models.AbstractModel):
    """How the cells of a register are read or written: of a saved layout, and of the
    dialog in which one is tried before it is saved."""

    _name = "elektrohisob.payment.layout.options"
    _description = "Options of a layout of registers"

    encoding = fields.Selection(
        [
            ("utf-8", "UTF-8"),
            ("cp1251", "Windows-1251"),
            ("cp866", "CP866 (DOS)"),
            ("utf-16", "UTF-16"),
        ],
        help="Of a text or DBF file; empty: it is found out.",
    )
    delimiter = fields.Selection(
        [(";", "Semicolon"), (",", "Comma"), ("\t", "Tabulator"), ("|", "Bar")],
        string="Separator",
        help="Between the columns of a text file; empty: it is found out.",
    )
    decimal = fields.Selection(
        [(",", "Comma"), (".", "Point")],
        string="Decimal sign",
        help="Empty: it is found out.",
    )
    header_row = fields.Integer(
        string="Row of the header",
        help="Number of the row with the names of the columns; 0: it is found out, "
        "-1: there is none.",
    )
    footer_rows = fields.Integer(
        string="Rows at the end",
        help="How many rows at the end are no payments: totals, signatures.",
    )
    total_row = fields.Integer(
        string="Row of control totals",
        help="Its number from the beginning, or from the end with a minus (-1 is the "
        "last row); 0: there is none, or it is known by a word like “Total”.",
    )
    total_count_column = fields.Integer(
        string="Column of the number of rows", help="In the row of totals; 0: none."
    )
    total_sum_column = fields.Integer(
        string="Column of the sum", help="In the row of totals; 0: none."
    )
    date_format = fields.Selection(
        [
            ("dmy", "Day, month, year"),
            ("ymd", "Year, month, day"),
            ("mdy", "Month, day, year"),
        ],
        string="Order of dates",
        help="Empty: it is found out.",
    )
    name_date = fields.Boolean(
        string="Date in the name of the file",
        help="The name of the file tells the day of all its payments.",
    )
    unit = fields.Selection(
        [("sum", "so'm"), ("tiyin", "tiyin")],
        string="Sums are in",
        required=True,
        default="sum",
    )
    account_strip = fields.Char(
        string="Before the account",
        help="Signs before the digits that are left out, for example EL-.",
    )
    account_length = fields.Integer(
        string="Digits of the account",
        help="Accounts with another number of digits wait as unidentified; 0: any.",
    )
    account_prefix = fields.Char(
        string="Put before the account",
        help="Digits of the district network, if the register has local numbers only.",
    )

    _header_row_bound = models.Constraint(
        "CHECK(header_row >= -1 AND footer_rows >= 0 AND account_length >= 0 AND "
        "total_count_column >= 0 AND total_sum_column >= 0)",
        "Numbers of rows, columns and digits are not below zero; only the row of the "
        "header may be -1.",
    )

    @api.model
    def _get_option_defaults(self):
        return {name: "" if name in TEXTS else 0 for name in OPTIONS} | {"unit": "sum"}

    def _get_options(self):
        """Options as the adapter takes them; the usual ones of no layout at all."""
        if not self:
            return self._get_option_defaults()
        self.ensure_one()
        values = {name: self[name] for name in OPTIONS}
        return values | {name: values[name] or "" for name in TEXTS}
