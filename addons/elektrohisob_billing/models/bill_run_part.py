import io
import zipfile

from odoo import fields, models


class BillRunPart(models.Model):
    """Some hundred bills in one file: one job, one transaction."""

    _name = "elektrohisob.bill.run.part"
    _description = "File of printed bills"
    _inherit = ["elektrohisob.run.slice.mixin"]

    run_id = fields.Many2one(
        "elektrohisob.bill.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    sequence = fields.Integer(string="File")
    account_ids = fields.Json(help="Ids of the accounts in the order of delivery.")
    bill_count = fields.Integer(string="Bills")
    attachment_id = fields.Many2one("ir.attachment", ondelete="set null")

    def _work(self):
        """Override of `elektrohisob.run.slice.mixin` to print the bills."""
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
        return {"attachment_id": attachment.id}

    def _zip(self):
        """Zip of the files, which are compressed already; bytes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for part in self:
                archive.writestr(part.attachment_id.name, part.attachment_id.raw)
                part.attachment_id.invalidate_recordset(["raw"])
        return buffer.getvalue()
