from odoo import api, fields, models
from odoo.tools import SQL

AGREEMENT = "elektrohisob.agreement"


class FactChange(models.Model):
    """The document that books what a changed fact made different."""

    _inherit = "elektrohisob.fact.change"

    correction_id = fields.Many2one(
        "elektrohisob.correction",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty although settled: the change made no difference to the sums.",
    )

    @api.model
    def _get_fact_models(self):
        """Override of `elektrohisob_metering`: tariffs make sums too."""
        return [
            *super()._get_fact_models(),
            ("elektrohisob.agreement.term", self.env._("Contract terms")),
            ("elektrohisob.agreement.volume", self.env._("Contract volume")),
            ("elektrohisob.payment", self.env._("Payment")),
            ("elektrohisob.tariff.version", self.env._("Tariff version")),
            ("elektrohisob.account.family", self.env._("Families of a joint house")),
            ("elektrohisob.benefit", self.env._("Benefit")),
            ("elektrohisob.benefit.rate", self.env._("Rate of a benefit")),
            (
                "elektrohisob.unauthorised.act",
                self.env._("Act of unauthorised use"),
            ),
            (AGREEMENT, self.env._("Contract")),
        ]

    @api.model
    def _link(self, documents):
        """Tell waiting changes the correction that books them: account id → id."""
        if not documents:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE elektrohisob_fact_change AS change SET correction_id = new.id"
                "  FROM unnest(%s::int[], %s::int[]) AS new(account_id, id)"
                " WHERE change.account_id = new.account_id"
                "   AND change.period_id IS NULL",
                list(documents),
                list(documents.values()),
            )
        )
        self.invalidate_model(["correction_id"])
