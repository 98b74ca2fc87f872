import json

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.elektrohisob_base.tools import bulk

from ..adapters import readings_table
from ..adapters.tables import TableError

IMPORT_ROLES = ("clerk_household", "clerk_legal", "engineer", "admin")
LINE_COLUMNS = (
    "message_id",
    "company_id",
    "line_no",
    "raw",
    "state",
    "code",
    "reason",
    "detail",
    "account_id",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
    "channel_id",
)
RAW_LENGTH = 400


class ExchangeProvider(models.Model):
    """Files of readings: a table, a layout of its columns, a protocol of its rows."""

    _inherit = "elektrohisob.exchange.provider"

    kind = fields.Selection(
        selection_add=[("readings", "File of readings")],
        ondelete={"readings": "cascade"},
    )
    reading_layout = fields.Json(
        string="Columns of the file",
        help="Header and number of the column of each role, as used last.",
    )

    # === BUSINESS METHODS === #

    def _receive_readings(self, message, data):
        """Take a file of readings row by row; see ``_receive``.

        A file that is no table, or whose columns are not clear, is refused whole.
        """
        self._check_may_import_readings()
        try:
            table = readings_table.read_table(data)
        except TableError as error:
            message._refuse_file(error)
            return
        layout = self._get_reading_layout(table)
        if layout.missing:
            message._refuse(self._get_missing_reason(layout.missing, message.name))
            message.refusal = {"missing": list(layout.missing)}
            return
        rows = list(readings_table.reading_rows(table, layout))
        if not rows:
            message._refuse(
                self.env._(
                    "%(file)s has a header but no rows. Send the file again.",
                    file=message.name,
                )
            )
            return
        outcomes = self._accept_reading_rows(rows, message=message)
        pairs = zip(rows, outcomes, strict=True)
        self._write_lines(
            message, ((row.line_no, row.raw, outcome) for row, outcome in pairs)
        )
        totals = self._get_reading_totals(outcomes)
        message.totals = {key: totals[key] for key in ("rows", "repeats", "kwh")}

    def _accept_reading_rows(self, rows, message=None, dry_run=False):
        """Hand the rows to the acceptance, within the provider's companies."""
        return self.env["elektrohisob.reading"]._accept(
            [
                {
                    "account": row.account,
                    "serial": row.serial,
                    "date": row.day,
                    "value": row.value,
                    "reading_type": row.register,
                }
                for row in rows
            ],
            source="file",
            message=message,
            companies=self._get_file_companies(),
            dry_run=dry_run,
        )

    def _get_file_companies(self):
        """Units whose accounts the files of the provider may name."""
        companies = self.env["res.company"].search(
            [("id", "child_of", self.company_id.id)]
        )
        return companies & self.env.companies

    def _get_reading_layout(self, table):
        """Layout given by the import wizard, used last, or guessed from the header."""
        given = self.env.context.get("reading_layout")
        if given:
            return readings_table.Layout(
                given["columns"], fields.Date.to_date(given.get("day"))
            )
        names = {name: index for index, name in enumerate(table.header) if name}
        columns = {
            role: names[known["header"]]
            for role, known in (self.reading_layout or {}).items()
            if known["header"] in names
        }
        for role, known in (self.reading_layout or {}).items():
            if not known["header"] and not names and known["index"] < len(table.header):
                columns[role] = known["index"]
        guessed = readings_table.guess(table)
        for role, index in guessed.items():
            if role not in columns and index not in columns.values():
                columns[role] = index
        return readings_table.Layout(columns)

    @api.model
    def _get_reading_totals(self, outcomes):
        """Control totals of a file: rows, repeats, kWh accepted."""
        accepted = [row for row in outcomes if row["state"] == "accepted"]
        return {
            "rows": len(outcomes),
            "accepted": len(accepted),
            "parked": sum(row["state"] == "parked" for row in outcomes),
            "refused": sum(row["state"] == "refused" for row in outcomes),
            "repeats": sum(row["repeat"] for row in accepted),
            "kwh": round(sum(r["kwh"] or 0 for r in accepted if not r["repeat"]), 3),
        }

    @api.model
    def _write_lines(self, message, rows):
        """Protocol of a file.

        :param rows: (line number, as received, outcome of ``_accept``) of its rows
        """
        now, uid = fields.Datetime.now(), self.env.uid
        head = f"{message.id}\t{message.company_id.id or bulk.NULL}\t"
        stamps = f"{uid}\t{now}\t{uid}\t{now}"
        message.flush_recordset()
        bulk.copy_lines(
            self.env.cr,
            "elektrohisob_exchange_line",
            LINE_COLUMNS,
            (
                f"{head}{line_no}\t{bulk.copy_value(raw[:RAW_LENGTH])}\t"
                f"{outcome['state']}\t{outcome['code'] or bulk.NULL}\t"
                f"{_reason(outcome)}\t"
                f"{outcome['account_id'] or bulk.NULL}\t{stamps}\t"
                f"{outcome.get('channel_id') or bulk.NULL}"
                for line_no, raw, outcome in rows
            ),
        )
        self.env["elektrohisob.exchange.line"].invalidate_model()
        message.invalidate_recordset(["line_ids"])

    @api.model
    def _check_may_import_readings(self):
        user = self.env.user
        if not self.env.su and not any(
            user.has_group(f"elektrohisob_base.group_{role}") for role in IMPORT_ROLES
        ):
            raise AccessError(
                self.env._(
                    "You may not import readings. Ask a subscriber clerk or a "
                    "metering engineer."
                )
            )

    @api.model
    def _get_table_reason(self, error, file_name):
        """Sentence for a file that is no readable table."""
        name = {"file": file_name, **error.figures}
        if error.code == "empty":
            return self.env._("%(file)s is empty. Send the file again.", **name)
        if error.code == "too_big":
            return self.env._(
                "%(file)s holds %(size)s MB, more than %(limit)s MB. Split it into "
                "several files.",
                **name,
            )
        if error.code == "too_many_rows":
            return self.env._(
                "%(file)s has more than %(limit)s rows. Split it into several files.",
                **name,
            )
        if error.code == "too_many_columns":
            return self.env._(
                "Row %(row)s of %(file)s has more than %(limit)s columns. Keep only "
                "those that are needed.",
                **name,
            )
        if error.code == "broken":
            return self.env._(
                "%(file)s is damaged and cannot be opened. Save it again as .xlsx or "
                ".csv.",
                **name,
            )
        if error.code == "cut":
            return self.env._(
                "%(file)s breaks off: it says it has %(count)s records and holds "
                "%(found)s. Nothing was taken; have the sender make it anew.",
                **name,
            )
        if error.code == "doctype":
            return self._get_xml_reason(error.code, name)
        return self.env._(
            "%(file)s is not a table. Send an .xlsx, .xls, .dbf or .csv file.", **name
        )

    @api.model
    def _get_missing_reason(self, missing, file_name):
        """Sentence for a table without columns of these roles."""
        names = {
            "account": self.env._("account number"),
            "date": self.env._("date"),
            "value": self.env._("reading"),
        }
        return self.env._(
            "%(file)s: no column was found for %(roles)s. Open Metering → Import "
            "readings and say which column is which; one date may be given for the "
            "whole file.",
            file=file_name,
            roles=", ".join(names[role] for role in missing),
        )


def _reason(outcome) -> str:
    """Reason and detail of a row for COPY: the figures, or the sentence of what keeps
    none."""
    detail = outcome.get("detail")
    if detail:
        return f"{bulk.NULL}\t{bulk.copy_value(json.dumps(detail))}"
    return f"{bulk.copy_value(outcome['reason'] or None)}\t{bulk.NULL}"
