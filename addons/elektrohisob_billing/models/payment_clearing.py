from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.engine.text import search_key

from ..engine.clearing import Terms
from .exchange_provider import STATEMENT_KINDS


class PaymentClearing(models.Model):
    """How a payment service or agent settles with us: when its money comes, with or
    without its commission, and how its transfer is known in a bank statement."""

    _name = "elektrohisob.payment.clearing"
    _description = "Terms of settlement"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "provider_id, date_start desc"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Service",
        required=True,
        index=True,
        domain=[("kind", "not in", STATEMENT_KINDS)],
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="provider_id.company_id", store=True)
    basis = fields.Char(required=True, help="Contract, clause, letter.")
    days = fields.Integer(
        string="Money comes after, days",
        required=True,
        default=1,
        help="1: what is paid today is on our bank account tomorrow.",
        aggregator=None,
    )
    is_working = fields.Boolean(
        string="Working days only", default=True, help="By the calendar of days off."
    )
    is_net = fields.Boolean(
        string="Less its commission",
        help="The transfer is smaller than the payments by the commission; otherwise "
        "the commission is paid apart.",
    )
    percent = fields.Float(string="Commission, %", digits=(6, 3), aggregator=None)
    register_kind = fields.Selection(
        [
            ("whole", "One file is a whole day; a later one replaces it"),
            ("parts", "The files of a day add up"),
        ],
        string="Registers",
        required=True,
        default="whole",
    )
    payer_stir = fields.Char(string="STIR of the sender")
    payer_account = fields.Char(string="Bank account of the sender", size=20)
    purpose = fields.Char(
        string="Words of the purpose",
        help="All of them must occur; Latin or Cyrillic, in any order.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Differences go to",
        help="Becomes the owner of new differences.",
    )

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (provider_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "The service already has terms on these days. End them first.",
    )
    _figures = models.Constraint(
        "CHECK(days BETWEEN 0 AND 30 AND percent BETWEEN 0 AND 100)",
        "Days are between 0 and 30, the commission between 0 and 100 %.",
    )

    @api.depends("provider_id", "date_start")
    def _compute_display_name(self):
        for terms in self:
            day = f"{terms.date_start:%d.%m.%Y}" if terms.date_start else ""
            terms.display_name = f"{terms.provider_id.name or ''} {day}".strip()

    @api.constrains("payer_stir", "payer_account", "purpose")
    def _check_sender(self):
        for terms in self:
            stir, account = terms.payer_stir or "", terms.payer_account or ""
            is_wrong = (stir and not (stir.isdigit() and len(stir) in (9, 14))) or (
                account and not (account.isdigit() and len(account) == 20)
            )
            if is_wrong:
                raise ValidationError(
                    self.env._(
                        "%(terms)s: a STIR has nine digits, a bank account twenty.",
                        terms=terms.display_name,
                    )
                )

    # === BUSINESS METHODS === #

    @api.model
    def _find_on(self, provider, day):
        """The terms of a provider on a day, or none."""
        return self.search(
            self._domain_on(day) & Domain("provider_id", "=", provider.id), limit=1
        )

    def _get_terms(self):
        """The terms for the engine."""
        self.ensure_one()
        calendar = None
        if self.is_working:
            days = self.env["elektrohisob.calendar.day"]
            calendar = days._get_calendar(self.company_id.id)
        percent = Decimal(str(round(self.percent, 3)))
        return Terms(self.days, calendar, self.is_net, percent)

    @api.model
    def _get_of_tree(self, company):
        """Terms of the services of a unit, of those below and of those above it."""
        return self.search(
            Domain("company_id", "child_of", company.id)
            | Domain("company_id", "parent_of", company.id)
        )

    def _find_sender(self, document):
        """Of these terms the one whose service sent a document of a statement, or
        none."""
        words = set(search_key(document.purpose).split())
        found = self.filtered(
            lambda terms: (
                terms._is_in_force(document.value_date)
                and (terms.payer_stir or terms.payer_account or terms.purpose)
                and terms.payer_stir in (False, document.payer.code)
                and terms.payer_account in (False, document.payer.account)
                and set(search_key(terms.purpose).split()) <= words
            )
        )
        return found if len(found) == 1 else self.browse()
