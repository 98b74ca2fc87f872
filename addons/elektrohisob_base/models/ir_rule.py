from collections.abc import Collection

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

#: How rules ask for the companies of their user.
SCOPES = {"in", "parent_of", "child_of"}


class IrRule(models.Model):
    """Rules of companies: what of others they tell, and what they cost.

    Rules may name the districts from which own accounts came, and ask the shorter
    question of those who work in most units.
    """

    _inherit = "ir.rule"

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

    @api.model
    @ormcache(
        "self.env.uid",
        "self.env.su",
        "model_name",
        "mode",
        "tuple(self._compute_domain_context_values())",
    )
    def _compute_domain(self, model_name, mode="read"):
        """Override of `base` to name the other companies where these are fewer.

        Two hundred ids in every query make it slow to build and hard to plan; one of
        the whole country needs none. Same rows: the cache of rules is emptied whenever
        a company is created, moved or archived.
        """
        domain = super()._compute_domain(model_name, mode)
        model = self.env[model_name]
        return domain.map_conditions(
            lambda condition: self._get_shorter(model, condition)
        ).optimize(model)

    def _get_shorter(self, model, condition):
        """The same condition on companies, with as few ids as will do."""
        field = model._fields.get(condition.field_expr)
        if (
            field is None
            or field.type != "many2one"
            or field.comodel_name != "res.company"
            or condition.operator not in SCOPES
            or not isinstance(condition.value, Collection)
            or not all(isinstance(value, int) for value in condition.value)
        ):
            return condition
        # the tree is no secret here, and archived units have their rows too
        units = self.env["res.company"].sudo().with_context(active_test=False)
        ids = {unit for unit in condition.value if unit}
        if condition.operator != "in":
            inside = [("id", condition.operator, list(ids))]
            ids = set(units.search(inside)._ids)
        others = units.search([("id", "not in", list(ids))]).ids
        if len(others) >= len(ids):
            return Domain(field.name, "in", ids | ({False} & set(condition.value)))
        shorter = Domain(field.name, "not in", others) if others else Domain.TRUE
        if False in condition.value or (field.required and model._auto):
            return shorter
        return shorter & Domain(field.name, "!=", False)
