import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..adapters.readings_table import parse_day
from ..adapters.tables import TableError, read_rows

COLUMNS = ("serial", "result", "date", "certificate_number", "date_next", "note")


class VerificationBatchLoad(models.TransientModel):
    """Results of a laboratory from its sheet: the sheet of the batch, filled in.

    All or nothing: one row that cannot be taken refuses the file, with all rows that
    are wrong named.
    """

    _name = "elektrohisob.verification.batch.load"
    _description = "Load the results of a laboratory"

    batch_id = fields.Many2one("elektrohisob.verification.batch", required=True)
    content = fields.Binary(string="File", required=True, attachment=False)
    file_name = fields.Char()

    # === ACTIONS === #

    def action_load(self):
        """Take the results of the rows that have one."""
        self.ensure_one()
        self.batch_id.check_access("write")
        self.batch_id._check_batch_state("sent")
        lines = {line.device_id.serial: line for line in self.batch_id.line_ids}
        taken, wrong = [], []
        for number, cells in self._read_rows():
            row = dict(zip(COLUMNS, cells, strict=False))
            vals, reason = self._read_row(row, lines)
            if reason:
                wrong.append(self.env._("Row %(no)s: %(why)s", no=number, why=reason))
            elif vals:
                taken.append((lines[row["serial"]], vals))
        if wrong:
            raise UserError("\n".join(wrong))
        for line, vals in taken:
            line.write(vals)
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _read_rows(self):
        """Rows below the head, cells as text or date."""
        try:
            rows = read_rows(base64.b64decode(self.content))
        except TableError as error:
            raise UserError(
                self.env._(
                    "“%s” is not a sheet of results. Load the XLSX or CSV file that "
                    "was printed from the batch.",
                    self.file_name or "",
                )
            ) from error
        for number, cells in rows[1:]:
            texts = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
            if texts[0]:
                yield number, texts

    def _read_row(self, row, lines):
        """(values of the line, why not)."""
        if row["serial"] not in lines:
            return None, self.env._("device %s is not in the batch", row["serial"])
        word = str(row.get("result") or "").lower()
        if not word:
            return None, ""
        labels = self.batch_id.line_ids._fields["result"]
        words = {
            text.lower(): code
            for code, label in labels._description_selection(self.env)
            for text in (code, label)
        }
        if word not in words:
            known = ", ".join(sorted(words))
            return None, self.env._(
                "“%(word)s” is not a result; write one of: %(known)s",
                word=row["result"],
                known=known,
            )
        vals = {"result": words[word]}
        for name in ("date", "date_next"):
            if row.get(name):
                vals[name] = parse_day(row[name])
                if isinstance(vals[name], str):
                    return None, self.env._("“%s” is not a day", vals[name])
        for name in ("certificate_number", "note"):
            vals[name] = str(row.get(name) or "")
        return vals, ""
