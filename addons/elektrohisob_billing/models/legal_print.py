from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.audit import log_output
from odoo.addons.elektrohisob_base.tools.dates import business_today

from .legal_run import DOCUMENTS

#: More than these are printed by a job; so many take some seconds.
PRINTED_AT_ONCE = 100


class LegalPrint(models.Model):
    """Many documents of organisations as one PDF, made by a job if they are many.

    It is printed with the rights of whoever asks; old files are thrown away.
    """

    _name = "elektrohisob.legal.print"
    _description = "Printing of documents of organisations"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    kind = fields.Selection(
        lambda self: (
            self.env["elektrohisob.legal.run"]
            ._fields["kind"]
            ._description_selection(self.env)
        ),
        string="Documents",
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        readonly=True,
        help="Empty: each document in the language of its account.",
    )
    document_ids = fields.Json(help="Ids of the documents in their order.")
    count = fields.Integer(string="Number of documents", readonly=True)
    stage = fields.Selection(
        [("running", "Being printed"), ("done", "Ready")],
        string="State",
        required=True,
        readonly=True,
        default="running",
        index=True,
    )
    attachment_id = fields.Many2one(
        "ir.attachment", string="File", readonly=True, ondelete="set null"
    )

    @api.depends("kind", "count")
    @api.depends_context("lang")
    def _compute_name(self):
        names = {
            "invoice": self.env._("Invoices"),
            "reconciliation": self.env._("Reconciliation acts"),
            "advance": self.env._("Advance notices"),
            "final": self.env._("Final settlements"),
            "act": self.env._("Acts of joint reading"),
        }
        for order in self:
            order.name = f"{names.get(order.kind, '')}: {order.count}"
            order.display_name = order.name

    # === ACTIONS === #

    def action_download(self):
        """Open the PDF."""
        self.ensure_one()
        if not self.attachment_id:
            raise UserError(
                self.env._("The file is not ready yet. Wait until the job is done.")
            )
        log_output(
            self,
            kind="print",
            file_format="pdf",
            name=self.name,
            count=self.count,
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _order_print(self, documents, lang=None):
        """Print documents of one kind; the action that shows the file or the order.

        :param lang: each in that of its account by default, and if it is not installed
        """
        documents.check_access("read")
        installed = dict(self.env["res.lang"].get_installed())
        kinds = {model: kind for kind, model in DOCUMENTS.items()}
        units = documents.company_id
        # whoever may read the documents may have them on paper
        order = self.sudo().create(
            {
                "kind": kinds[documents._name],
                "company_id": (units if len(units) == 1 else self.env.company).id,
                "lang": lang if lang in installed else False,
                "document_ids": documents.ids,
                "count": len(documents),
            }
        )
        order = order.sudo(False)
        if len(documents) <= PRINTED_AT_ONCE:
            order._print()
            return order.action_download()
        order.with_delay(
            identity_key=f"legal-print-{order.id}", description=order.name
        )._print()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.legal_print_action"
        )
        views = [(False, "form")]
        return {**action, "res_id": order.id, "view_mode": "form", "views": views}

    def _print(self):
        """Make the file; a second time it stays as it is."""
        self.ensure_one()
        if self.stage == "done":
            return
        model = self.env[DOCUMENTS[self.kind]]
        found = model.search([("id", "in", self.document_ids)])
        places = {id_: place for place, id_ in enumerate(self.document_ids)}
        found = found.sorted(lambda document: places[document.id])
        if not found:
            raise UserError(self.env._("The documents to be printed are gone."))
        content = found._render_pdf(self.lang or None)
        # the file belongs to the order, which only its readers see
        order = self.sudo()
        order.attachment_id = order.env["ir.attachment"].create(
            {
                "name": f"{self.kind}-{business_today(self):%Y%m%d}-{self.id}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        order.write({"stage": "done", "count": len(found)})

    @api.autovacuum
    def _gc_files(self):
        """Throw away files that were printed more than a month ago."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), months=1)
        self.search([("create_date", "<", limit)]).unlink()
