import csv
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
    route_id = fields.Many2one(
        "elektrohisob.route", readonly=True, index="btree_not_null", ondelete="set null"
    )
    account_ids = fields.Json(help="Ids of the accounts in the order of delivery.")
    bill_count = fields.Integer(string="Bills")
    attachment_id = fields.Many2one("ir.attachment", ondelete="set null")

    def _work(self):
        """Override of `elektrohisob.run.slice.mixin` to print or send the bills."""
        run = self.run_id
        accounts = self.env["elektrohisob.account"].browse(self.account_ids).exists()
        deliveries = self.env["elektrohisob.bill.delivery"]
        if run.delivery == "email":
            return {"bill_count": deliveries._send_emails(run, accounts)}
        if run.delivery == "sms":
            sent = deliveries._prepare_sms(run, accounts)
            if sent.sms_id:  # the gateway sends them
                return {"bill_count": len(sent)}
            return {
                "bill_count": len(sent),
                "attachment_id": self._attach("csv", "text/csv", _get_csv(sent)).id,
            }
        content = accounts._render_bill_pdf(run.period_id, run.lang or None)
        return {"attachment_id": self._attach("pdf", "application/pdf", content).id}

    def _attach(self, ending, mimetype, content):
        """The file of this part."""
        run = self.run_id
        month = f"{run.period_id.date_start:%Y-%m}"
        number = f"{self.sequence:04d}"
        if self.route_id:
            number = f"{number}-{self.route_id.code.replace('/', '-')}"
        return self.env["ir.attachment"].create(
            {
                "name": f"bills-{month}-{number}.{ending}",
                "raw": content,
                "mimetype": mimetype,
                "res_model": run._name,
                "res_id": run.id,
            }
        )

    def _zip(self):
        """Zip of the files, which are compressed already; bytes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for attachment in self.attachment_id:
                archive.writestr(attachment.name, attachment.raw)
                attachment.invalidate_recordset(["raw"])
        return buffer.getvalue()


def _get_csv(deliveries):
    """Messages as operators of bulk SMS take them: number, text; UTF-8."""
    buffer = io.StringIO()
    rows = csv.writer(buffer, delimiter=";")
    rows.writerow(["phone", "text"])
    rows.writerows((_digits(row.address), row.text) for row in deliveries)
    return buffer.getvalue().encode()


def _digits(phone):
    """``+998 (90) 123-45-67`` → ``998901234567``."""
    return "".join(filter(str.isdigit, phone))
