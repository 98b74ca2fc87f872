import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..adapters.columns import Words, find_columns
from ..adapters.readings_table import parse_day
from ..adapters.tables import TableError, read_rows

COLUMNS = ("serial", "result", "date", "certificate_number", "date_next", "note")
VOCABULARY = {
    "serial": Words(("serial", "seriya", "серийн", "заводск", "zavod")),
    "result": Words(("result", "natija", "натижа", "результат")),
    "date": Words(("verified on", "qiyoslangan", "поверен", "дата поверки")),
    "certificate_number": Words(("certificate", "guvohnoma", "sertifikat",
                                 "свидетельств", "номер свид", "сертификат")),
    "date_next": Words(("valid", "amal qil", "действует", "годен", "следующ")),
    "note": Words(("note", "izoh", "примеч")),
}  # fmt: skip


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
        places, rows = self._read_rows()
        for number, cells in rows:
            row = {name: cells[i] for name, i in places.items() if i < len(cells)}
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
        """(column of each value, rows below the head with cells as text or date).

        Columns are known by their headers; a head nobody understands is taken for
        that of the printed sheet.
        """
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
        places = find_columns(rows[0][1], VOCABULARY)
        if not {"serial", "result"} <= places.keys():
            places = {name: place for place, name in enumerate(COLUMNS)}
        first = places["serial"]
        return places, [
            (number, cells)
            for number, cells in rows[1:]
            if first < len(cells) and cells[first] != ""
        ]

    def _get_result_words(self):
        """Word → result, in every language: whoever printed the sheet may have had
        another one than who loads it."""
        labels = self.batch_id.line_ids._fields["result"]
        return {
            text.lower(): code
            for lang, _name in self.env["res.lang"].get_installed()
            for code, label in labels._description_selection(
                self.with_context(lang=lang).env
            )
            for text in (code, label)
        }

    def _read_row(self, row, lines):
        """(values of the line, why not)."""
        if row["serial"] not in lines:
            return None, self.env._("device %s is not in the batch", row["serial"])
        word = str(row.get("result") or "").lower()
        if not word:
            return None, ""
        words = self._get_result_words()
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
