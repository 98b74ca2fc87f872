import zipfile
from tempfile import TemporaryFile

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools.audit import log_output

ASKED = (
    *("kind", "below", "date_from", "date_to", "split", "category", "tariff_group"),
    "sign",
)
KEPT_DAYS = "gl_file_days"
BLOCK = 1 << 20


class GlFile(models.Model):
    """A report of the books too long to wait for: made by a job, kept to be fetched by
    who has asked for it."""

    _name = "elektrohisob.gl.file"
    _description = "File of a report of the books"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Asked by",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="cascade",
    )
    file_format = fields.Selection(
        [("xlsx", "Excel"), ("csv", "CSV")],
        string="Format",
        required=True,
        readonly=True,
    )
    asked = fields.Json(readonly=True, help="What was chosen in the report.")
    state = fields.Selection(
        [("waiting", "Being made"), ("ready", "Ready"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    row_count = fields.Integer(string="Rows", readonly=True)
    size = fields.Integer(string="Size (kB)", readonly=True)
    date_ready = fields.Datetime(string="Ready at", readonly=True)
    reason = fields.Char(readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", string="File", readonly=True, ondelete="set null"
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_files(self):
        # of who has asked for it, whoever deletes the row
        self.sudo().attachment_id.unlink()

    # === ACTIONS === #

    def action_download(self):
        """Fetch the file."""
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._(
                    "The file was made for %s, of the units this user works for. Ask "
                    "for one of your own.",
                    self.user_id.name,
                )
            )
        if not self.attachment_id:
            raise UserError(
                self.env._(
                    "%s is not ready. Look again in some minutes, or ask for it anew.",
                    self.name,
                )
            )
        log_output(
            self.company_id,
            kind="download",
            file_format=self.file_format,
            name=self.attachment_id.name,
            count=self.row_count,
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "self",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _ask(self, sheet, file_format, count):
        """A file of a report, made by a job; the same one asked twice is made once."""
        asked = {name: sheet[name] for name in ASKED}
        asked |= {
            "company_id": sheet.company_id.id,
            "account_id": sheet.account_id.id,
            "date_from": fields.Date.to_string(sheet.date_from),
            "date_to": fields.Date.to_string(sheet.date_to),
        }
        waiting = self.search(
            [("user_id", "=", self.env.uid), ("state", "=", "waiting")]
        ).filtered(lambda one: one.asked == asked and one.file_format == file_format)
        if waiting:
            return waiting[:1]
        files = self.sudo()  # files are written by methods alone
        file = files.create(
            {
                "name": f"{sheet.display_name}, {sheet._get_subtitle()}",
                "company_id": sheet.company_id.id,
                "user_id": self.env.uid,
                "file_format": file_format,
                "asked": asked,
                "row_count": count,
            }
        )
        file.with_context(lang=self.env.lang).with_delay(
            identity_key=f"gl-file-{file.id}", description=file.name
        )._make(self.env.companies.ids, self.env.lang)
        return file.sudo(False)

    def _make(self, company_ids, lang):
        """Write the file, as the user who asked for it sees the books, and tell him."""
        self.ensure_one()
        if self.state != "waiting":
            return
        context = {"allowed_company_ids": company_ids, "lang": lang}
        sheets = self.env["elektrohisob.gl.sheet"].with_user(self.user_id)
        sheets = sheets.with_context(**context)
        try:
            with self.env.cr.savepoint():
                sheet = sheets.create(self.asked)
                file, name, count = sheet._write_file(self.file_format)
                with file:
                    self._keep(file, name)
        except UserError as error:
            self.write({"state": "failed", "reason": str(error)})
        else:
            self.write(
                {
                    "state": "ready",
                    "row_count": count,
                    "date_ready": fields.Datetime.now(),
                }
            )
        self._notify(lang)

    def _keep(self, file, name):
        """Keep the bytes; text of millions of rows shrinks to a tenth."""
        if self.file_format == "csv":
            packed = TemporaryFile()  # noqa: SIM115  # closed below
            with (
                zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
                archive.open(name, "w", force_zip64=True) as target,
            ):
                while block := file.read(BLOCK):
                    target.write(block)
            file, name = packed, f"{name}.zip"
        file.seek(0)
        # belongs to no record: who has asked for it may read it, and nobody else
        attachments = self.env["ir.attachment"].with_user(self.user_id)
        attachment = attachments.create({"name": name, "raw": file.read()})
        if name.endswith(".zip"):
            file.close()
        size = max(1, attachment.file_size // 1024)
        self.write({"attachment_id": attachment.id, "size": size})

    def _notify(self, lang):
        """Tell who asked for the file that it is there, wherever he works now."""
        told = self.with_context(lang=lang)
        is_ready = self.state == "ready"
        message = (
            told.env._("The file is ready under Accounting → Reports → Files.")
            if is_ready
            else self.reason
        )
        self.user_id._bus_send(
            "simple_notification",
            {
                "title": self.name,
                "message": message,
                "type": "success" if is_ready else "danger",
                "sticky": True,
            },
        )

    @api.autovacuum
    def _gc_files(self):
        """Files nobody needs any more."""
        days = self.env["elektrohisob.parameter"]._get_value(KEPT_DAYS)
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=int(days))
        self.search([("create_date", "<", limit)]).unlink()
