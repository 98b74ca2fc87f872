from odoo import api, fields, models
from odoo.exceptions import UserError

from ..adapters import profile_table, profile_words
from ..adapters.intervals import FileError
from ..adapters.profile_table import ProfileLayout
from ..models.exchange_provider_profile import OPTIONS

SLOT = "slot"


class ProfileImport(models.TransientModel):
    """A table of interval data: upload, say which column is which, look, load."""

    _name = "elektrohisob.profile.import"
    _inherit = ["elektrohisob.table.import"]
    _description = "Load a table of intervals"
    _provider_kind = "interval_table"

    encoding = fields.Selection(
        [
            ("utf-8", "UTF-8"),
            ("cp1251", "Windows-1251"),
            ("cp866", "CP866 (DOS)"),
            ("utf-16", "UTF-16"),
        ],
        help="Of a text file; empty: it is found out.",
    )
    delimiter = fields.Selection(
        [(";", "Semicolon"), (",", "Comma"), ("\t", "Tabulator"), ("|", "Bar")],
        string="Separator",
        help="Between the columns of a text file; empty: it is found out.",
    )
    header_row = fields.Integer(
        string="Row of the header",
        help="Number of the row with the names of the columns; 0: it is found out, "
        "-1: there is none.",
    )
    unit = fields.Selection(
        [("kwh", "kWh"), ("wh", "Wh"), ("mwh", "MWh"), ("kw", "kW, average power")],
        required=True,
        default="kwh",
    )
    decimal = fields.Selection(
        [(",", "Comma"), (".", "Point")],
        string="Decimal sign",
        help="Empty: it is found out.",
    )
    is_end = fields.Boolean(
        string="Times are ends",
        help="The time of a row is the end of its interval, not the beginning.",
    )
    is_primary = fields.Boolean(
        string="Sent as primary energy",
        default=True,
        help="The sender already multiplied by the ratios of the transformers.",
    )
    point = fields.Char(
        string="Point of the whole file", help="If no column names the point."
    )
    register = fields.Selection(
        lambda self: (
            self.env["elektrohisob.channel"]
            ._fields["reading_type"]
            ._description_selection(self.env)
        ),
        string="Kind of energy",
        required=True,
        default="A+",
        help="If no column says.",
    )
    slot_from = fields.Integer(string="Values from column", help="0: no such columns.")
    slot_to = fields.Integer(string="to column")
    column_ids = fields.One2many("elektrohisob.profile.import.column", "wizard_id")
    preview_ids = fields.One2many(
        "elektrohisob.profile.import.line", "wizard_id", readonly=True
    )
    rows = fields.Integer(string="Days in the file", readonly=True)
    accepted = fields.Integer(string="Will be accepted", readonly=True)
    parked = fields.Integer(string="Will wait for their point", readonly=True)
    refused = fields.Integer(string="Will be refused", readonly=True)
    kwh = fields.Float(string="Sum, kWh", digits=(16, 3), readonly=True)

    @api.model
    def _find_other_provider(self):
        """Override of the table import to make one."""
        return self.env["elektrohisob.exchange.provider"]._find_provider(
            "interval_table"
        )

    # === ACTIONS === #

    def action_read(self):
        """Show the columns of the file with what they are believed to hold."""
        self.ensure_one()
        self._take_options(self.provider_id.profile_layout or {})
        return self.action_read_again()

    def action_read_again(self):
        """Read the file by other options: encoding, separator, row of the header."""
        self.ensure_one()
        try:
            table = profile_table.read_table(
                self._get_data(), ProfileLayout(**self._get_options())
            )
        except FileError as error:
            raise self._get_refusal(error) from error
        known = self.provider_id.profile_layout
        if known:
            columns = self.provider_id._find_set_columns(table, known["columns"])
            slots = known.get("slots")
        else:
            columns, slots = profile_words.guess(table)
        roles = {index: role for role, index in columns.items()}
        self.slot_from, self.slot_to = [place + 1 for place in slots or (-1, -1)]
        if slots:
            roles |= dict.fromkeys(range(slots[0], slots[1] + 1), SLOT)
        return self._show_columns(table, roles)

    def action_check(self):
        """Try all days without writing anything."""
        self.ensure_one()
        file = self._read_file()
        savepoint = self.env.cr.savepoint()
        try:
            outcomes = self._accept(file)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        states = [outcome["state"] for outcome in outcomes]
        self.write(
            {
                "rows": len(states),
                "kwh": float(file.total_wh) / 1000,
                **{
                    state: states.count(state)
                    for state in ("accepted", "parked", "refused")
                },
            }
        )
        return self._show_rows(
            outcomes, lambda i: self._prepare_preview_vals(file.days[i], outcomes[i])
        )

    # === BUSINESS METHODS === #

    def _get_title(self):
        """Override of the table import."""
        return self.env._("Load a table of intervals")

    def _take_options(self, known):
        self.write({name: known[name] or False for name in OPTIONS if name in known})

    def _get_options(self):
        values = {name: self[name] for name in OPTIONS}
        texts = ("encoding", "delimiter", "decimal", "point")
        return values | {name: values[name] or "" for name in texts}

    def _get_layout(self):
        """Override of the table import.

        :raise UserError: a role is given twice
        """
        columns = self._get_columns(skip=(SLOT,))
        is_daily = self.slot_from > 0
        slots = (self.slot_from - 1, self.slot_to - 1) if is_daily else None
        return ProfileLayout(columns=columns, slots=slots, **self._get_options())

    def _receive(self, layout, data):
        """Override of the table import."""
        provider = self.provider_id.with_context(profile_layout=layout)
        return provider._receive(self.file_name or provider.name, data)

    def _read_file(self):
        try:
            return profile_table.read(self._get_data(), self._get_layout())[0]
        except FileError as error:
            raise self._get_refusal(error) from error

    def _get_refusal(self, error):
        reason = self.provider_id._get_file_reason(error, self._get_file_name())
        return UserError(reason)

    def _accept(self, file):
        provider = self.provider_id
        provider._check_may_import_readings()
        return self.env["elektrohisob.interval.day"]._accept(
            file.days,
            companies=provider._get_file_companies(),
            company=provider.company_id,
        )

    def _remember(self, layout):
        """Override of the table import to keep the options too."""
        names = self._get_headers()
        self.provider_id._check_may_import_readings()
        self.provider_id.sudo().profile_layout = {  # clerks do not edit providers
            "columns": {
                role: {"header": names.get(index, ""), "index": index}
                for role, index in layout.columns.items()
            },
            "slots": layout.slots and list(layout.slots),
            **{name: getattr(layout, name) for name in OPTIONS},
        }

    def _prepare_preview_vals(self, day, outcome):
        return {
            "line_no": day.line_no,
            "point": day.point,
            "reading_type": day.reading_type,
            "day": day.day,
            "intervals": sum(quality != 2 for quality in day.qualities),
            "missing": day.qualities.count(2),
            "doubtful": day.qualities.count(1),
            "state": outcome["state"],
            "reason": outcome["reason"],
            "kwh": day.wh / 1000,
        }
