import io
import time
import zipfile

from odoo import fields, models


class BillRunPart(models.Model):
    """Some hundred bills in one file: one job, one transaction."""

    _name = "elektrohisob.bill.run.part"
    _description = "File of printed bills"
    _order = "run_id, sequence"
    _rec_name = "sequence"

    run_id = fields.Many2one(
        "elektrohisob.bill.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    sequence = fields.Integer(string="File")
    account_ids = fields.Json(help="Ids of the accounts in the order of delivery.")
    bill_count = fields.Integer(string="Bills")
    state = fields.Selection(
        [("pending", "Waiting"), ("done", "Done")], required=True, default="pending"
    )
    attachment_id = fields.Many2one("ir.attachment", ondelete="set null")
    duration = fields.Float(string="Seconds", digits=(16, 2))

    def _process(self):
        """Print the bills of the part; a part already printed is left alone."""
        self.ensure_one()
        self.lock_for_update()
        if self.state == "done":
            return
        started = time.monotonic()
        run = self.run_id
        accounts = self.env["elektrohisob.account"].browse(self.account_ids).exists()
        content = accounts._render_bill_pdf(run.period_id, run.lang or None)
        month = f"{run.period_id.date_start:%Y-%m}"
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"bills-{month}-{self.sequence:04d}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": run._name,
                "res_id": run.id,
            }
        )
        self.write(
            {
                "state": "done",
                "attachment_id": attachment.id,
                "duration": time.monotonic() - started,
            }
        )

    def _zip(self):
        """Zip of the files, which are compressed already; bytes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for part in self:
                archive.writestr(part.attachment_id.name, part.attachment_id.raw)
                part.attachment_id.invalidate_recordset(["raw"])
        return buffer.getvalue()
