from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.self_many2one import SelfMany2one, SelfOne2many


class ReferenceMixin(models.AbstractModel):
    """One pattern of every list: a stable code, a name, a time, an owner.

    A row without a company is owned by the centre and the same everywhere; a row
    with one belongs to that unit and those below it. A row that something uses is
    never deleted and keeps its code; it is archived or merged into another one.
    """

    _name = "elektrohisob.reference.mixin"
    _description = "Row of reference data"
    _inherit = ["elektrohisob.sync.mixin"]
    _order = "code"
    _rec_names_search = ["name", "code"]

    # Field that places a row under another one, in the sheet and in a merge.
    _reference_parent = None
    # Fields of the sheet beside those that every list has.
    _reference_columns = ()
    # Groups besides the administrators of the centre that may edit central rows.
    _reference_central_groups = ()

    code = fields.Char(
        required=True,
        index=True,
        copy=False,
        help="Stable code: it cannot be changed once something uses the row. Left "
        "empty, it is assigned.",
    )
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    date_start = fields.Date(string="Valid from")
    date_end = fields.Date(string="Valid to", help="Last day; empty while in force.")
    company_id = fields.Many2one(
        "res.company",
        string="Owner",
        index=True,
        default=lambda self: self._default_company_id(),
        ondelete="restrict",
        help="Empty: kept by the centre and the same in every unit.",
    )
    replaced_by_id = SelfMany2one(
        "elektrohisob.reference.mixin",
        string="Replaced by",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The row into which this one was merged.",
    )
    replaced_ids = SelfOne2many(
        "elektrohisob.reference.mixin",
        "replaced_by_id",
        string="Rows merged into this one",
        context={"active_test": False},
    )

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "The list already has a row with this code. Archived rows count too.",
    )
    _days_in_order = models.Constraint(
        "CHECK(date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "The last day of a row is before its first day. Correct one of them.",
    )

    @api.model
    def _default_company_id(self):
        """Rows of the centre are central, those of a unit its own."""
        return False if self._is_centre() else self.env.company

    @api.depends("name", "code")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.name or row.code or ""

    @api.model
    def _search_display_name(self, operator, value):
        """Override of `base` to find the row that replaced a merged one."""
        domain = super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS or not isinstance(value, str):
            return domain
        merged = self.with_context(active_test=False)._search(
            Domain("replaced_by_id", "!=", False) & Domain("code", operator, value)
        )
        return Domain(domain) | Domain("replaced_ids", "in", merged)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to assign codes and keep central rows to the centre."""
        for vals in vals_list:
            if not vals.get("code"):
                vals["code"] = self._next_code(vals)
        rows = super().create(vals_list)
        rows._check_owner()
        return rows

    def write(self, vals):
        """Override of `base` to keep used codes and the journal of changes."""
        if not vals.keys() & set(self._get_journal_fields()):
            return super().write(vals)
        self._check_owner()
        self._check_code_kept(vals)
        before = {row: row._get_sheet_row() for row in self}
        result = super().write(vals)
        self._check_owner()
        self._journal(before)
        return result

    def _update_field_translations(self, field_name, translations, *args, **options):
        """Override of `base` to keep owner and journal of names in other languages."""
        self._check_owner()
        before = {row: row._get_sheet_row() for row in self}
        result = super()._update_field_translations(
            field_name, translations, *args, **options
        )
        self._journal(before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_owner()
        for row in self:
            usages = row._tell_usages()
            if usages:
                raise UserError(
                    self.env._(
                        "%(row)s (code %(code)s) cannot be deleted, because it is "
                        "used: %(usages)s. Archive it, or merge it into another row "
                        "(tick both in the list, then Merge).",
                        row=row.display_name,
                        code=row.code,
                        usages=usages,
                    )
                )

    # === BUSINESS METHODS === #

    @api.model
    def _is_centre(self):
        """Whether the user keeps central rows: an administrator of the top unit."""
        return self.env.su or self.env.user._is_central_admin()

    def _check_owner(self):
        """Raise unless the user may edit rows of these owners."""
        if self._is_centre():
            return
        # at a division the change of a row of the centre becomes a proposal
        own = self - self._sync_filter_central()
        above = own.filtered(lambda row: row.company_id - self.env.user.company_ids)[:1]
        if above:
            raise AccessError(
                self.env._(
                    "%(row)s is kept by %(unit)s. Ask an administrator there to change "
                    "it, or add a row owned by your unit.",
                    row=above.display_name,
                    unit=above.company_id.sudo().name,  # to know whom to ask
                )
            )
        if any(
            self.env.user.has_group(name) for name in self._reference_central_groups
        ):
            return
        central = own.filtered(lambda row: not row.company_id)[:1]
        if central:
            raise AccessError(
                self.env._(
                    "%(row)s is kept by the centre. Ask an administrator of the "
                    "centre to change it, or add a row owned by your unit.",
                    row=central.display_name,
                )
            )

    def _check_code_kept(self, vals):
        """Raise if ``vals`` change the code of a row that is used."""
        if "code" not in vals:
            return
        for row in self.filtered(lambda row: row.code != vals["code"]):
            usages = row._tell_usages()
            if usages:
                raise UserError(
                    self.env._(
                        "The code %(code)s of %(row)s is used (%(usages)s) and must "
                        "stay. Add a row with the new code and merge this one into it.",
                        code=row.code,
                        row=row.display_name,
                        usages=usages,
                    )
                )

    @api.model
    def _next_code(self, vals):
        """A code for a row that has none: that of the unit and a number."""
        # everybody who may add a row takes the next number
        number = self.env["ir.sequence"].sudo().next_by_code("elektrohisob.reference")
        company = self.env["res.company"].browse(vals.get("company_id"))
        unit = company.sudo().network_code  # a unit the user works for
        return f"{unit}-{number}" if unit else number

    @api.model
    def _find_by_code(self, code, company=None):
        """The row of ``code``, or the one that replaced it.

        :param company: unit whose own row goes before a central one
        :return: record, empty if there is none
        """
        rows = self.with_context(active_test=False).search(
            Domain("code", "=", code)
            & Domain("company_id", "in", [False, *(company or self.env.company).ids])
        )
        row = rows.sorted(lambda row: (not row.active, not row.company_id))[:1]
        while row.replaced_by_id:
            row = row.replaced_by_id
        return row.with_env(self.env)

    def _domain_on(self, day):
        """Domain of rows in force on ``day``."""
        return (Domain("date_start", "=", False) | Domain("date_start", "<=", day)) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", day)
        )

    # === JOURNAL === #

    @api.model
    def _get_journal_fields(self):
        """Fields whose changes the journal tells."""
        return [column.field for column in self._get_sheet_columns()]

    def _journal(self, before):
        """Write what changed since ``before`` (row → its sheet row)."""
        vals_list = []
        for row, old in before.items():
            new = row._get_sheet_row()
            changed = [key for key in new if old[key] != new[key]]
            vals_list += [
                row._prepare_change_vals(key, old[key], new[key]) for key in changed
            ]
            if changed:
                row._after_change(set(changed))
        # the journal is written for everybody and by nobody
        self.env["elektrohisob.reference.change"].sudo().create(vals_list)

    def _after_change(self, columns):
        """Hook: carry changed ``columns`` of the sheet to where they are stored."""

    def _prepare_change_vals(self, column, old, new):
        return {
            "model": self._name,
            "res_id": self.id,
            "code": self.code,
            "name": self.name,
            "column": column,
            "old_value": old,
            "new_value": new,
            "user_id": self.env.uid,
            "company_id": self.company_id.id,
        }

    def action_open_changes(self):
        """Journal of changes of the row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Changes of %s", self.display_name),
            "res_model": "elektrohisob.reference.change",
            "view_mode": "list",
            "domain": [("model", "=", self._name), ("res_id", "=", self.id)],
        }
