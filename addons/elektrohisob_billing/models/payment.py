from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import mute_logger

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..engine.amount import HIGHEST


class Payment(models.Model):
    """Money received from a channel; without an account while unidentified.

    Every channel enters through ``_receive``. Rows are never deleted: a cancelled
    payment keeps its entries and the reversing ones.
    """

    _name = "elektrohisob.payment"
    _description = "Payment"
    _order = "date desc, id desc"
    _plain_payment = "TRUE"

    account_id = fields.Many2one(
        "elektrohisob.account", readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    channel = fields.Selection(
        [("cash", "Cash desk"), ("bank", "Bank"), ("online", "Online service")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("unidentified", "Unidentified"),
            ("posted", "Posted"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    number = fields.Char(string="Receipt or document", readonly=True)
    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider", readonly=True, ondelete="restrict"
    )
    external_key = fields.Char(
        readonly=True, help="Identity of the payment at its provider: taken once."
    )
    message_id = fields.Many2one(
        "elektrohisob.exchange.message", string="File", readonly=True, index=True
    )
    payer = fields.Char(readonly=True)
    payer_stir = fields.Char(string="Payer's STIR", readonly=True)
    payer_account = fields.Char(string="Payer's bank account", readonly=True)
    purpose = fields.Char(readonly=True)
    details = fields.Json(readonly=True, help="Fields of the file kept as received.")
    reason = fields.Char(
        string="Why unidentified", readonly=True, help="Why no account was found."
    )
    entry_ids = fields.One2many(
        "elektrohisob.ledger.entry", "payment_id", string="Ledger entries"
    )

    _external_uniq = models.UniqueIndex(
        "(provider_id, external_key) WHERE external_key IS NOT NULL",
        "This payment of the provider is already taken.",
    )
    _desk_uniq = models.UniqueIndex(
        "(external_key) WHERE external_key IS NOT NULL AND provider_id IS NULL",
        "This payment is already taken.",
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A payment is above zero."
    )
    _amount_highest = models.Constraint(
        f"CHECK(amount < {HIGHEST + 1})",
        "A payment is not above ten thousand billion so'm.",
    )
    _posted_account = models.Constraint(
        "CHECK(state != 'posted' OR account_id IS NOT NULL)",
        "A posted payment has an account.",
    )
    _unidentified_idx = models.Index("(company_id, id) WHERE state = 'unidentified'")
    _company_idx = models.Index("(company_id, date, id)")
    _date_idx = models.Index("(date, id)")
    _cashier_idx = models.Index("(create_uid, date) WHERE channel = 'cash'")

    @api.depends("number", "date", "channel")
    def _compute_display_name(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for payment in self:
            document = payment.number or labels.get(payment.channel, "")
            payment.display_name = self.env._(
                "%(document)s of %(date)s",
                document=document,
                date=f"{payment.date:%d.%m.%Y}" if payment.date else "",
            )

    # === ACTIONS === #

    @api.model
    def action_view_mine(self):
        """Open the payments the user took at the cash desk today."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "elektrohisob_billing.payment_action_mine"
        )
        domain = [
            ("create_uid", "=", self.env.uid),
            ("channel", "=", "cash"),
            ("date", "=", fields.Date.to_string(business_today(self))),
        ]
        return {**action, "domain": domain}

    def action_print_receipt(self):
        """Open the receipt of a payment taken at the cash desk."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/receipt/{self.id}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _receive(self, vals_list):
        """Take payments of any channel, each exactly once.

        :param vals_list: dicts of fields; ``company_id``, ``date``, ``amount`` (so'm)
            and ``channel`` at least; with ``account_id`` the payment is posted,
            without it waits as unidentified; a known (``provider_id``,
            ``external_key``) is a duplicate
        :return: list of (payment, outcome) in the order given; the outcome is
            ``posted``, ``unidentified`` or ``duplicate`` (the earlier payment, empty
            if another user is taking it at this moment)
        """
        taken = self._get_taken(vals_list)
        results, new = [], []
        for index, vals in enumerate(vals_list):
            key = (vals.get("provider_id") or False, vals.get("external_key"))
            if key[1] and key in taken:
                results.append((taken[key], "duplicate"))
            else:
                results.append(None)
                new.append(index)
                taken[key] = self.browse()
        payments = self._create_once([vals_list[index] for index in new])
        # as superuser: a file may pay for districts its user does not see
        self.sudo().union(*payments).filtered("account_id")._post()
        for index, payment in zip(new, payments, strict=True):
            results[index] = (payment.sudo(False), payment.state or "duplicate")
        return results

    @api.model
    def _get_taken(self, vals_list):
        """Payments already taken, by (provider id, external key)."""
        keys = [vals["external_key"] for vals in vals_list if vals.get("external_key")]
        found = self.sudo().search(  # of any company: the key is unique everywhere
            Domain("external_key", "in", keys)
            & Domain(
                "provider_id",
                "in",
                list({vals.get("provider_id") or False for vals in vals_list}),
            )
        )
        return {
            (row.provider_id.id, row.external_key): row.sudo(False) for row in found
        }

    @api.model
    def _create_once(self, vals_list):
        """New payments in the order given; nobody's where the key was taken a
        moment ago by another user."""
        rows = [
            {**vals, "state": "posted" if vals.get("account_id") else "unidentified"}
            for vals in vals_list
        ]
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return list(self.sudo().create(rows))  # nobody has the right
        except UniqueViolation:
            if len(rows) == 1:
                return [self.browse()]
            return [self._create_once([vals])[0] for vals in vals_list]

    def _post(self):
        """Book identified payments into the ledger of their accounts."""
        period = self.env["elektrohisob.period"]
        first_day = {
            company: period._get_open(company).date_start for company in self.company_id
        }
        return self.env["elektrohisob.ledger.entry"]._record(
            [
                {
                    "account_id": payment.account_id.id,
                    "date": max(payment.date, first_day[payment.company_id]),
                    "kind": "payment",
                    "amount": -payment.amount,
                    "payment_id": payment.id,
                    "note": payment.number,
                }
                for payment in self
            ]
        )
