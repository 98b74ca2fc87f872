import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..adapters import profile_table, profile_words
from ..adapters.intervals import FileError
from ..adapters.profile_table import ProfileLayout
from ..models.exchange_provider_profile import OPTIONS
from .reading_import import get_sample, preview_indexes

SLOT = "slot"


class ProfileImport(models.TransientModel):
    """A table of interval data: upload, say which column is which, look, load."""

    _name = "elektrohisob.profile.import"
    _description = "Load a table of intervals"

    step = fields.Selection(
        [("file", "File"), ("columns", "Columns"), ("checked", "Check")],
        required=True,
        default="file",
    )
    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Comes from",
        required=True,
        domain=[("kind", "=", "interval_table")],
        default=lambda self: self._default_provider_id(),
    )
    file = fields.Binary(
        string="File (.xlsx, .xls, .csv)", required=True, attachment=False
    )
    file_name = fields.Char(string="File name")
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
    def _default_provider_id(self):
        return self.env["elektrohisob.exchange.provider"]._find_provider(
            "interval_table"
        )

    # === ACTIONS === #

    def action_read(self):
        """Show the columns of the file with what they are believed to hold."""
        self.ensure_one()
        self._take_options(self.provider_id.profile_layout or {})
        return self._show_columns()

    def action_read_again(self):
        """Read the file by other options: encoding, separator, row of the header."""
        self.ensure_one()
        return self._show_columns()

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
        self.preview_ids.unlink()
        self.preview_ids.create(
            [
                self._prepare_preview_vals(file.days[i], outcomes[i])
                for i in preview_indexes(outcomes)
            ]
        )
        self.step = "checked"
        return self._reopen()

    def action_back(self):
        """Go one step back."""
        self.step = "columns" if self.step == "checked" else "file"
        return self._reopen()

    def action_save(self):
        """Keep the columns for the next files of the provider, without loading."""
        self.ensure_one()
        self._remember(self._get_layout())
        return {"type": "ir.actions.act_window_close"}

    def action_import(self):
        """Take the days and open the protocol."""
        self.ensure_one()
        layout = self._get_layout()
        self._remember(layout)
        message = self.provider_id.with_context(profile_layout=layout)._receive(
            self.file_name or self.provider_id.name, base64.b64decode(self.file)
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Protocol of the file"),
            "res_model": "elektrohisob.exchange.message",
            "res_id": message.id,
            "view_mode": "form",
            "target": "current",
        }

    # === BUSINESS METHODS === #

    def _show_columns(self):
        data = base64.b64decode(self.file or b"")
        try:
            table = profile_table.read_table(data, ProfileLayout(**self._get_options()))
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
        self.column_ids.unlink()
        self.column_ids.create(
            [
                {
                    "wizard_id": self.id,
                    "index": index,
                    "number": index + 1,
                    "name": name,
                    "sample": get_sample(table, index),
                    "role": SLOT
                    if slots and slots[0] <= index <= slots[1]
                    else roles.get(index),
                }
                for index, name in enumerate(table.header)
            ]
        )
        self.step = "columns"
        return self._reopen()

    def _take_options(self, known):
        self.write({name: known[name] or False for name in OPTIONS if name in known})

    def _get_options(self):
        values = {name: self[name] for name in OPTIONS}
        texts = ("encoding", "delimiter", "decimal", "point")
        return values | {name: values[name] or "" for name in texts}

    def _get_layout(self):
        """Layout the user chose.

        :raise UserError: a role is missing or given twice
        """
        columns = {}
        labels = dict(self.column_ids._fields["role"]._description_selection(self.env))
        for column in self.column_ids.filtered("role"):
            if column.role == SLOT:
                continue
            if column.role in columns:
                raise UserError(
                    self.env._(
                        "Two columns are marked as “%(role)s”. Clear one of them.",
                        role=labels[column.role],
                    )
                )
            columns[column.role] = column.index
        is_daily = self.slot_from > 0
        slots = (self.slot_from - 1, self.slot_to - 1) if is_daily else None
        return ProfileLayout(columns=columns, slots=slots, **self._get_options())

    def _read_file(self):
        data = base64.b64decode(self.file or b"")
        try:
            return profile_table.read(data, self._get_layout())[0]
        except FileError as error:
            raise self._get_refusal(error) from error

    def _get_refusal(self, error):
        name = self.file_name or self.env._("The file")
        return UserError(self.provider_id._get_file_reason(error, name))

    def _accept(self, file):
        provider = self.provider_id
        provider._check_may_import_readings()
        return self.env["elektrohisob.interval.day"]._accept(
            file.days,
            companies=provider._get_file_companies(),
            company=provider.company_id,
        )

    def _remember(self, layout):
        """Keep columns and options for the next file of the provider."""
        names = {column.index: column.name or "" for column in self.column_ids}
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
            "wizard_id": self.id,
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

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load a table of intervals"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
