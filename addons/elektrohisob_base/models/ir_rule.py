from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL, config

#: A field that holds a company.
COMPANY = ("many2one", "res.company")


class IrRule(models.Model):
    """Rules about companies: worked out once, and written in the shorter way.

    They may name the districts from which own accounts came.
    """

    _inherit = "ir.rule"

    @api.model
    @tools.conditional(
        "xml" not in config["dev_mode"],
        tools.ormcache(
            "self.env.uid",
            "self.env.su",
            "model_name",
            "mode",
            "tuple(self._compute_domain_context_values())",
        ),
    )
    def _compute_domain(self, model_name, mode="read"):
        """Override of `base` to answer the same in a domain that costs less (ADR 009).

        The units above and below are looked up here, once, and not by every search. A
        user of nearly all companies is told by those that are missing.
        """
        model = self.env[model_name]

        def shorten(condition):
            field = model._fields.get(condition.field_expr)
            if field is None or (field.type, field.comodel_name) != COMPANY:
                return condition
            if condition.operator in ("parent_of", "child_of"):
                condition = condition.optimize_full(model)
            if getattr(condition, "operator", None) != "in":
                return condition
            return self._tell_companies(condition.field_expr, set(condition.value))

        domain = super()._compute_domain(model_name, mode)
        return domain.map_conditions(shorten).optimize(model)

    @api.model
    def _tell_companies(self, name, value):
        """Domain of the field ``name`` in ``value``: ids of companies, perhaps False.

        Who adds a company clears the cache, see ``res.company``.
        """
        # archived ones and those the user may not see count too
        rows = self.env.execute_query(SQL("SELECT id FROM res_company"))
        missing = {company_id for (company_id,) in rows} - value
        if len(missing) >= len(value):
            return Domain(name, "in", value)
        domain = Domain(name, "not in", missing) if missing else Domain.TRUE
        return domain if False in value else domain & Domain(name, "!=", False)

    def _eval_context(self):
        """Override of `base` to add ``former_company_ids``.

        Books stay with the district that kept them, and whoever holds the account now
        reads them: ``company_id in company_ids + former_company_ids`` keeps the index,
        the second condition the secret. Empty where nothing was handed over.
        """
        context = super()._eval_context()
        companies = self.env.companies.ids
        groups = (
            self.env["elektrohisob.account.transfer"]
            .sudo()  # the rules of this model are being made here
            ._read_group(
                [
                    ("company_to_id", "in", companies),
                    ("company_id", "not in", companies),
                    ("state", "=", "done"),
                ],
                ["company_id"],
            )
        )
        context["former_company_ids"] = [company.id for (company,) in groups]
        return context
