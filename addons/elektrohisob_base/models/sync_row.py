import logging

from psycopg2 import DataError, IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..engine.sync import digest, owner
from ..tools.sync_finder import Finder, MissingRow
from .sync_mixin import OPEN

_logger = logging.getLogger(__name__)


class SyncRow(models.Model):
    """A row of a division that came from the centre, and so belongs to it.

    What is not listed here was entered at the division and stays its own.
    """

    _name = "elektrohisob.sync.row"
    _description = "Row of the centre"
    _order = "state desc, model, key"
    _rec_name = "key"

    model = fields.Char(string="List", required=True, readonly=True)
    model_name = fields.Char(string="List of", compute="_compute_model_name")
    key = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(string="Row", readonly=True)
    digest = fields.Char(string="SHA-256", readonly=True)
    package_number = fields.Integer(string="Package", readonly=True, aggregator=None)
    state = fields.Selection(
        [("taken", "Taken"), ("parked", "Set aside")], required=True, readonly=True
    )
    reason = fields.Char(readonly=True, help="Why the row was set aside.")
    payload = fields.Json(readonly=True)

    _key_uniq = models.Constraint("unique(model, key)", "The row is listed already.")
    _row_idx = models.Index("(model, res_id)")

    @api.depends("model")
    def _compute_model_name(self):
        for row in self:
            model = self.env.get(row.model)
            row.model_name = row.model if model is None else model._description

    # === ACTIONS === #

    def action_open(self):
        """Open the row itself."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_retry(self):
        """Try all rows set aside once more."""
        self.env["elektrohisob.sync.node"]._check_operator("division")
        left = self._retry()
        return self.env["elektrohisob.sync.node"]._notify(
            self.env._("Rows still set aside: %s", left)
        )

    # === BUSINESS METHODS === #

    @api.model
    def _filter_central(self, records):
        """Those of ``records`` that came from the centre."""
        # which rows are the centre's is no secret, but the table is for administrators
        bound = self.sudo().search_fetch(
            [("model", "=", records._name), ("res_id", "in", records.ids)], ["res_id"]
        )
        return records.browse(bound.mapped("res_id")) & records

    @api.model
    def _take(self, rows, number):
        """Take the rows of a package.

        :return: dict with the numbers of rows ``changed`` and ``parked``
        """
        finder = Finder(self.env(su=True, context={"elektrohisob_sync": OPEN}))
        scopes = self.env["elektrohisob.sync.node"]._get_scopes()
        mine = [row for row in rows if row.get("scope", "") in scopes]
        self._load(finder, mine)
        outcomes = [self._take_row(row, number, finder) for row in mine]
        self._retry()  # a row may have waited for another one of this package
        # the list is kept by the system
        parked = self.sudo().search_count(
            [("state", "=", "parked"), ("package_number", "=", number)]
        )
        return {"changed": outcomes.count("changed"), "parked": parked}

    @api.model
    def _load(self, finder, rows):
        """Look up what is here of ``rows``, a list at a time."""
        names = {row["model"] for row in rows} & set(
            self.env["elektrohisob.sync.mixin"]._get_sync_models()
        )
        for name in names:
            finder.load(name, [row["key"] for row in rows if row["model"] == name])

    @api.model
    def _take_row(self, row, number, finder):
        """Take one row: ``changed``, ``same`` or ``parked``."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                record, changed = self._put(row, finder)
        except (UserError, IntegrityError, DataError, MissingRow, ValueError) as error:
            reason = self._get_reason(row, error)
            _logger.info("Row %s of %s set aside: %s", row["key"], row["model"], reason)
            self._note(row, number, state="parked", reason=reason, payload=row)
            return "parked"
        self._note(row, number, record=record)
        return "changed" if changed else "same"

    @api.model
    def _put(self, row, finder):
        """Bring one row about; return it and whether anything changed."""
        model = finder.env.get(row["model"])
        if model is None:
            raise ValueError(
                self.env._(
                    "There is no list %s in this version of the program. Update it.",
                    row["model"],
                )
            )
        record = finder.find(row["model"], row["key"])
        if "values" not in row:
            return self._remove(record)
        unknown = model._sync_get_unknown(row["values"])
        if unknown:
            raise ValueError(
                self.env._(
                    "This version of the program does not know the fields %s. "
                    "Update it.",
                    ", ".join(unknown),
                )
            )
        if not record and row.get("was"):
            record = finder.find(row["model"], row["was"])
        if record and row["key"] == record._get_sync_key():
            own = record._sync_read()[record.id]
            if digest(own) == digest(row["values"]):
                return record, False
        record = record._sync_write(row["values"], owner(row["key"]), finder)
        finder.keep(row["model"], row["key"], record)
        return record, True

    @api.model
    def _remove(self, record):
        """Delete a row the centre has deleted, or archive it if it is used here."""
        if not record:
            return record, False
        if "active" not in record._fields:
            record.unlink()
            return record.browse(), True
        try:
            with self.env.cr.savepoint():
                record.unlink()
            return record.browse(), True
        except (UserError, IntegrityError):
            record.active = False
            return record, True

    @api.model
    def _note(self, row, number, record=None, state="taken", reason="", payload=None):
        """List the row as the centre's."""
        # the list is kept by the system
        listed = self.sudo().search(
            [
                ("model", "=", row["model"]),
                ("key", "in", [row["key"], row.get("was") or row["key"]]),
            ]
        )
        if "values" not in row and not record and state == "taken":
            listed.unlink()
            return
        vals = {
            "model": row["model"],
            "key": row["key"],
            "package_number": number,
            "state": state,
            "reason": reason,
            "payload": payload,
            "digest": digest(row.get("values")),
        }
        if record:
            vals["res_id"] = record.id
        if listed:
            (listed[1:]).unlink()
            listed[:1].write(vals)
        else:
            listed.create(vals)

    @api.model
    def _retry(self):
        """Try rows set aside again; return how many are left."""
        # the list is kept by the system
        rows = self.sudo().search([("state", "=", "parked")], order="id")
        finder = Finder(self.env(su=True, context={"elektrohisob_sync": OPEN}))
        for row in rows:
            self._take_row(row.payload, row.package_number, finder)
        return len(rows.exists().filtered(lambda row: row.state == "parked"))

    @api.model
    def _get_reason(self, row, error):
        """Why a row cannot be taken, in a sentence."""
        if isinstance(error, MissingRow):
            return self.env._("It names a row that is not here: %s", error)
        if isinstance(error, IntegrityError):
            model = self.env[row["model"]]
            return model._sql_error_to_message(error)
        return str(error.args[0] if error.args else error)
