from operator import itemgetter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, groupby

from odoo.addons.elektrohisob_base.tools.audit import log_output

# The first stop of an account.
STOP = """(
    SELECT r.id, r.code, t.sequence, t.id AS stop
      FROM elektrohisob_usage_point p
      JOIN elektrohisob_route_stop t ON t.usage_point_id = p.id
      JOIN elektrohisob_route r ON r.id = t.route_id
     WHERE p.account_id = a.id AND %s
     ORDER BY r.code, r.id, t.sequence, t.id LIMIT 1)"""


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
    arrangement = fields.Selection(
        [
            ("address", "Mahalla, street, house, flat"),
            ("route", "Reading route, a file for each"),
        ],
        string="In the order of",
        required=True,
        default="address",
        help="By route the bills lie as the controller walks; who is on no route comes "
        "last, by address.",
    )
    route_ids = fields.Many2many(
        "elektrohisob.route",
        string="Reading routes",
        domain="[('company_id', '=', company_id)]",
        help="Leave empty for all routes.",
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
        found = self._find_accounts()
        if not found:
            raise UserError(
                self.env._(
                    "No consumer of %(company)s fits: choose “All consumers”, other "
                    "mahallas or another month.",
                    company=self.company_id.name,
                )
            )
        files = []
        for route_id, rows in groupby(found, key=itemgetter(1)):
            ids = [row[0] for row in rows]
            for start in range(0, len(ids), self.chunk_size):
                files.append((route_id, ids[start : start + self.chunk_size]))
        return [
            {
                "run_id": self.id,
                "sequence": number,
                "route_id": route_id,
                "account_ids": ids,
                "bill_count": len(ids),
            }
            for number, (route_id, ids) in enumerate(files, start=1)
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
        if self.arrangement == "route" and self.route_ids:
            domain &= Domain(
                "usage_point_ids.stop_ids.route_id", "in", self.route_ids.ids
            )
        if self.scope == "debt":
            domain &= Domain("state_ids.balance", ">", 0)
        return domain

    def _find_accounts(self):
        """Accounts that get a bill with their routes (None by address), in the order of
        delivery: the route, then mahalla, street, house as a number, flat."""
        self.ensure_one()
        self.env["elektrohisob.route.stop"].flush_model()
        accounts = self.env["elektrohisob.account"]
        accounts.flush_model()
        query = accounts._search(self._get_domain())
        charged = SQL(
            "EXISTS (SELECT FROM elektrohisob_charge c WHERE c.account_id = a.id "
            "AND c.company_id = %s AND c.period_id = %s)",
            self.company_id.id,
            self.period_id.id,
        )
        stop = SQL("(SELECT NULL::int AS id, '' AS code, 0 AS sequence, 0 AS stop)")
        if self.arrangement == "route":
            chosen = SQL("r.id = ANY(%s)", self.route_ids.ids)
            stop = SQL(STOP, chosen if self.route_ids else SQL("TRUE"))
        return self.env.execute_query(
            SQL(
                """
                SELECT a.id, stop.id
                  FROM elektrohisob_account a
                  LEFT JOIN elektrohisob_locality l ON l.id = a.locality_id
                  LEFT JOIN elektrohisob_street s ON s.id = a.street_id
                  LEFT JOIN LATERAL %s AS stop ON TRUE
                 WHERE a.id IN %s AND %s
                 ORDER BY stop.code, stop.id, stop.sequence, stop.stop,
                          l.name->>'en_US', s.name,
                          substring(a.house FROM '^[0-9]{1,9}')::int, a.house,
                          substring(a.flat FROM '^[0-9]{1,9}')::int, a.flat, a.number
                """,
                stop,
                query.subselect(),
                charged if self.scope == "charged" else SQL("TRUE"),
            )
        )

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
