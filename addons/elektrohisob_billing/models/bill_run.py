from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.audit import log_output


class BillRun(models.Model):
    """Printing of the bills of a district network, in the order of delivery.

    Each part is one job that makes one PDF; with several parts the result is a zip
    of them. Only the newest run of a month is worth keeping.
    """

    _name = "elektrohisob.bill.run"
    _description = "Printing of bills"
    _inherit = ["elektrohisob.run.mixin"]
    _slice_field = "part_ids"

    scope = fields.Selection(
        [
            ("charged", "Consumers charged in the month"),
            ("debt", "Consumers in debt"),
            ("all", "All consumers"),
        ],
        string="Print for",
        required=True,
        default="charged",
    )
    delivery = fields.Selection(
        [
            ("paper", "Paper: files in the order of delivery"),
            ("email", "E-mail with the bill attached"),
            (
                "sms",
                "SMS: a short summary, by the gateway or as a list for an operator",
            ),
        ],
        string="Way",
        required=True,
        default="paper",
        help="E-mail and SMS go once a month to each consumer who left an address or "
        "a telephone; who got one already is left out.",
    )
    delivery_ids = fields.One2many(
        "elektrohisob.bill.delivery", "run_id", string="Bills sent"
    )
    locality_ids = fields.Many2many(
        "elektrohisob.locality",
        string="Localities and mahallas",
        help="Leave empty for the whole district network.",
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        help="Leave empty to print each bill in the language of its account.",
    )
    chunk_size = fields.Integer(default=1000, string="Bills per file")
    part_ids = fields.One2many("elektrohisob.bill.run.part", "run_id")
    bill_count = fields.Integer(string="Bills", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", digits=(5, 1))
    attachment_id = fields.Many2one(
        "ir.attachment", string="Result", readonly=True, copy=False, ondelete="set null"
    )

    _chunk_size_range = models.Constraint(
        "CHECK(chunk_size BETWEEN 1 AND 5000)", "A file has from 1 to 5000 bills."
    )

    @api.depends("part_ids.state", "part_ids.bill_count")
    def _compute_progress(self):
        for run in self:
            done = run.part_ids.filtered(lambda part: part.state == "done")
            run.bill_count = sum(run.part_ids.mapped("bill_count"))
            run.progress = 100.0 * len(done) / len(run.part_ids) if run.part_ids else 0

    # === ACTIONS === #

    def action_download(self):
        """Download the finished bills."""
        self.ensure_one()
        log_output(
            self,
            kind="download",
            file_format=self.attachment_id.name.rpartition(".")[2],
            name=self.attachment_id.name,
            count=self.bill_count,
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }

    def action_deliveries(self):
        """Open what was sent by this run."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.bill_delivery_action"
        )
        return {**action, "domain": [("run_id", "=", self.id)], "context": {}}

    # === BUSINESS METHODS === #

    def _prepare_slices_vals(self):
        """Override of `elektrohisob.run.mixin` to put the chosen consumers into
        files."""
        ids = self._find_account_ids()
        if not ids:
            raise UserError(
                self.env._(
                    "No consumer of %(company)s fits: choose “All consumers”, other "
                    "mahallas or another month.",
                    company=self.company_id.name,
                )
            )
        files = [
            ids[start : start + self.chunk_size]
            for start in range(0, len(ids), self.chunk_size)
        ]
        return [
            {
                "run_id": self.id,
                "sequence": number,
                "account_ids": file_ids,
                "bill_count": len(file_ids),
            }
            for number, file_ids in enumerate(files, start=1)
        ]

    def _get_domain(self):
        """Hook: which accounts get a bill."""
        self.ensure_one()
        period = self.period_id
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("category", "=", "household")
            & Domain("date_open", "<=", period.date_end)
            & (
                Domain("date_close", "=", False)
                | Domain("date_close", ">=", period.date_start)
            )
        )
        if self.delivery != "paper":
            address = "email" if self.delivery == "email" else "phone"
            domain &= Domain(address, "!=", False)
        if self.locality_ids:
            domain &= Domain("locality_id", "in", self.locality_ids.ids)
        if self.scope == "debt":
            domain &= Domain("state_ids.balance", ">", 0)
        return domain

    def _find_account_ids(self):
        """Accounts that get a bill, in the order of delivery: mahalla, street,
        house as a number, flat."""
        self.ensure_one()
        accounts = self.env["elektrohisob.account"]
        accounts.flush_model()
        query = accounts._search(self._get_domain())
        charged = SQL(
            "EXISTS (SELECT FROM elektrohisob_charge c WHERE c.account_id = a.id "
            "AND c.company_id = %s AND c.period_id = %s)",
            self.company_id.id,
            self.period_id.id,
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT a.id
                  FROM elektrohisob_account a
                  LEFT JOIN elektrohisob_locality l ON l.id = a.locality_id
                  LEFT JOIN elektrohisob_street s ON s.id = a.street_id
                 WHERE a.id IN %s AND %s
                 ORDER BY l.name->>'en_US', s.name,
                          substring(a.house FROM '^[0-9]{1,9}')::int, a.house,
                          substring(a.flat FROM '^[0-9]{1,9}')::int, a.flat, a.number
                """,
                query.subselect(),
                charged if self.scope == "charged" else SQL("TRUE"),
            )
        )
        return [row[0] for row in rows]

    def _prepare_finished_vals(self):
        """Override of `elektrohisob.run.mixin` to offer the only file, or a zip of
        all of them."""
        parts = self.part_ids
        result = parts.attachment_id
        if len(result) > 1:
            result = self.env["ir.attachment"].create(
                {
                    "name": f"bills-{self.company_id.id}-"
                    f"{self.period_id.date_start:%Y-%m}.zip",
                    "raw": parts._zip(),
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
            parts.attachment_id.unlink()
        return {**super()._prepare_finished_vals(), "attachment_id": result.id}
