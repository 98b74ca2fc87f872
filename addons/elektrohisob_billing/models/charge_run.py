from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.period import month_start
from odoo.addons.elektrohisob_base.tools.dates import parse_day


class ChargeRun(models.Model):
    """Billing of a district network for a month: readings to ledger, by chunks.

    Each chunk is one job and one transaction. A run may be repeated: what is
    booked already is not booked again. Accounts that cannot be billed are parked
    with a reason and do not stop the others.
    """

    _name = "elektrohisob.charge.run"
    _description = "Billing run"
    _inherit = [
        "elektrohisob.run.mixin",
        "elektrohisob.approval.mixin",
        "mail.thread",
    ]

    stage = fields.Selection(
        selection_add=[
            ("draft",),
            ("previewing", "Computing the preview"),
            ("preview", "Preview"),
            ("running",),
            ("paused", "Paused"),
        ],
        ondelete={
            "previewing": "set default",
            "preview": "set default",
            "paused": "set default",
        },
        tracking=True,
    )
    scope = fields.Selection(
        [
            ("all", "All accounts"),
            ("list", "Chosen accounts"),
            ("changed", "Only what changed since"),
        ],
        required=True,
        default="all",
    )
    account_ids = fields.Many2many(
        "elektrohisob.account",
        "elektrohisob_charge_run_account_rel",
        domain="[('company_id', '=', company_id)]",
        string="Chosen accounts",
        copy=False,
    )
    unit_id = fields.Many2one(
        related="company_id.parent_id", store=True, string="Enterprise"
    )
    period_id = fields.Many2one(
        domain="[('company_id', '=', company_id), ('state', 'in', ['open', 'closing'])]"
    )
    chunk_size = fields.Integer(default=2000, string="Accounts per job")
    chunk_ids = fields.One2many("elektrohisob.charge.run.chunk", "run_id")
    parked_ids = fields.One2many(
        "elektrohisob.charge.run.parked", "run_id", string="Parked accounts"
    )
    chunk_count = fields.Integer(string="Jobs", compute="_compute_totals")
    progress = fields.Float(compute="_compute_totals", digits=(5, 1))
    account_count = fields.Integer(string="Accounts", compute="_compute_totals")
    charged_count = fields.Integer(string="Charged", compute="_compute_totals")
    parked_count = fields.Integer(string="Parked", compute="_compute_totals")
    kwh = fields.Float(string="kWh", compute="_compute_totals", digits=(16, 3))
    amount = fields.Monetary(compute="_compute_totals")
    price_warning = fields.Char(compute="_compute_price_warning")
    currency_id = fields.Many2one(related="company_id.currency_id")

    _one_running = models.UniqueIndex(
        "(company_id) WHERE stage = 'running'",
        "A billing run of this district network is still going on.",
    )

    @api.depends("chunk_ids.state")
    def _compute_totals(self):
        groups = self.env["elektrohisob.charge.run.chunk"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "state"],
            [
                "__count",
                "account_count:sum",
                "charged_count:sum",
                "parked_count:sum",
                "kwh:sum",
                "amount:sum",
            ],
        )
        for run in self:
            found = [row[1:] for row in groups if row[0] == run]
            done = sum(row[1] for row in found if row[0] == "done")
            run.chunk_count = sum(row[1] for row in found)
            run.progress = 100.0 * done / run.chunk_count if run.chunk_count else 0.0
            run.account_count = sum(row[2] or 0 for row in found)
            run.charged_count = sum(row[3] or 0 for row in found)
            run.parked_count = sum(row[4] or 0 for row in found)
            run.kwh = sum(row[5] or 0.0 for row in found)
            run.amount = sum(row[6] or 0.0 for row in found)

    @api.depends("period_id", "stage")
    def _compute_price_warning(self):
        versions = self.env["elektrohisob.tariff.version"]
        for run in self:
            period = run.period_id
            run.price_warning = (
                run.stage in ("draft", "previewing", "preview")
                and period
                and versions._tell_unconfirmed(period.date_start, period.date_end)
            )

    # === ACTIONS === #

    def action_view_parked(self):
        """Open the accounts the run could not bill."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.charge_run_parked_action"
        )
        return {**action, "domain": [("run_id", "=", self.id)], "context": {}}

    # === BUSINESS METHODS === #

    @api.model
    def start(self, *, company, month, chunk_size=None, accounts=None, preview=False):
        """Start billing a unit for a month: a run for each of its district networks.

        :param int company: id of a district network, or of a unit above
        :param str month: any day of the month, ``2026-10-01``; it must be open
        :param int chunk_size: accounts per job
        :param list accounts: numbers of accounts, to bill these alone
        :param bool preview: only compute what would be booked
        :return: dict with ``run_id``, ``state`` and ``chunks`` of the first run and
            ``runs``, ids of all
        :raise UserError: the month is not open, or a run is going on
        """
        given = parse_day(self, month)
        unit = self.env["res.company"].browse(int(company))
        runs = self._plan(unit, given and month_start(given), accounts, chunk_size)
        if preview:
            runs.action_preview()
        else:
            runs.action_start()
        run = runs[0]
        return {
            "run_id": run.id,
            "state": run.stage,
            "chunks": run.chunk_count,
            "runs": runs.ids,
        }

    @api.model
    @api.readonly
    def state(self, *, run):
        """How far a billing run is.

        :param int run: id of the run
        :return: dict with ``run`` (its id), ``state``, ``needs_approval`` (a second
            person must approve it first), ``progress`` (%), ``accounts``, ``charged``,
            ``parked``, ``kwh``, ``amount`` (so'm; of a preview what would be
            booked), ``last_amount`` (the month before), ``speed`` (accounts a
            second), ``seconds_left`` and ``reasons`` (code → accounts)
        """
        found = self._get_run(run)
        reasons = self.env["elektrohisob.charge.run.parked"]._read_group(
            [("run_id", "=", found.id)], ["code"], ["__count"]
        )
        return {
            "run": found.id,
            "state": found.stage,
            "needs_approval": found.needs_approval,
            "progress": found.progress,
            "accounts": found.account_count,
            "charged": found.charged_count,
            "parked": found.parked_count,
            "kwh": found.kwh,
            "amount": found.amount,
            "last_amount": found.last_amount,
            "speed": round(found.speed, 1),
            "seconds_left": round(found.minutes_left * 60),
            "reasons": dict(reasons),
        }

    def _get_period_domain(self):
        """Override of `elektrohisob.run.mixin` to bill into months not closed."""
        states = ("open", "closing")
        return [*super()._get_period_domain(), ("state", "in", states)]

    def _check_startable(self):
        """Override of `elektrohisob.run.mixin` to bill a district once at a time."""
        if self.stage != "preview":
            super()._check_startable()
        self._check_alone()
        self._check_two_persons()

    def _check_alone(self):
        """Refuse a second run of the district at a time."""
        going_on = self.search(
            [("company_id", "=", self.company_id.id), ("stage", "=", "running")],
            limit=1,
        )
        if going_on:
            raise UserError(
                self.env._(
                    "Billing run %(run)s is still going on. Wait until it is done, "
                    "or open it and resume it if its jobs were lost.",
                    run=going_on.display_name,
                )
            )

    def _prepare_slices_vals(self):
        """Override of `elektrohisob.run.mixin` to cut by ``chunk_size`` accounts of
        the district, by id."""
        self.env["elektrohisob.account"].flush_model()
        size = max(1, self.chunk_size)
        accounts = self.env["elektrohisob.account"]._search(self._get_domain())
        rows = self.env.execute_query(
            SQL(
                """
                SELECT min(id), max(id), count(*)
                  FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS position
                          FROM (%s) AS billed) AS numbered
                 GROUP BY position / %s
                 ORDER BY 1
                """,
                accounts.select(),
                size,
            )
        )
        return [
            {
                "run_id": self.id,
                "sequence": sequence,
                "account_from": first,
                "account_to": last,
                "account_count": count,
            }
            for sequence, (first, last, count) in enumerate(rows, start=1)
        ]
