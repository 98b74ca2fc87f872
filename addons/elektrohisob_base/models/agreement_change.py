from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.audit import open_audit
from ..tools.dates import business_today
from .agreement import IN_FORCE

TECHNICAL = {*models.MAGIC_COLUMNS, "display_name"}


class AgreementChange(models.Model):
    """Additional agreement: new terms of a contract from a day.

    Prepared by a clerk, signed by a head; the signature writes the next version of
    the terms. It can be undone until the version is used.
    """

    _name = "elektrohisob.agreement.change"
    _description = "Change of contract terms"
    _inherit = [
        "mail.thread",
        "elektrohisob.agreement.values",
        "elektrohisob.scan.mixin",
    ]
    _order = "agreement_id, number desc"
    _check_company_auto = True

    agreement_id = fields.Many2one(
        "elektrohisob.agreement",
        string="Contract",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    account_id = fields.Many2one(
        related="agreement_id.account_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="agreement_id.company_id", store=True, index=True
    )
    number = fields.Integer(string="No.", readonly=True, copy=False, aggregator=None)
    date = fields.Date(string="Date of the document", default=business_today)
    date_start = fields.Date(
        string="Terms change from", required=True, default=business_today
    )
    ground = fields.Char(help="Application, order or act the change rests on.")
    state = fields.Selection(
        [("draft", "Draft"), ("signed", "Signed"), ("undone", "Undone")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    signed_by_id = fields.Many2one(
        "res.users", string="Signed by", readonly=True, copy=False, ondelete="restrict"
    )
    date_signed = fields.Datetime(string="Signed at", readonly=True, copy=False)
    term_id = fields.Many2one(
        "elektrohisob.agreement.term",
        string="New version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    version = fields.Integer(readonly=True, copy=False)
    before = fields.Json(
        string="Terms before", readonly=True, copy=False, help="Of the same days."
    )
    difference = fields.Text(string="What changes", compute="_compute_difference")
    scan_ids = fields.Many2many(
        "ir.attachment",
        string="Scanned copies",
        copy=False,
        bypass_search_access=True,
    )

    _number_uniq = models.Constraint(
        "unique(agreement_id, number)",
        "The contract already has an additional agreement with this number.",
    )

    @api.depends("agreement_id", "number")
    def _compute_display_name(self):
        for change in self:
            change.display_name = self.env._(
                "%(contract)s, additional agreement %(number)s",
                contract=change.agreement_id.number or "",
                number=change.number or "",
            )

    @api.depends(lambda self: ("agreement_id", "date_start", *self._get_value_names()))
    @api.depends_context("lang")
    def _compute_difference(self):
        for change in self:
            change.difference = "\n".join(
                f"{caption}: {before} → {after}"
                for caption, before, after in change._get_difference()
            )

    @api.onchange("agreement_id", "date_start")
    def _onchange_date_start(self):
        """Begin with the terms in force on the day."""
        if self.date_start and self.agreement_id and self.state == "draft":
            term = self._get_base()
            for name in self._get_value_names():
                self[name] = term[name]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number the document and take over what is unsaid."""
        changes = self.browse()
        for vals in vals_list:
            agreement = self.agreement_id.browse(vals["agreement_id"])
            agreement._check_state("signed", *IN_FORCE)
            last = max(agreement.change_ids.mapped("number"), default=0)
            new = self.new({**vals, "state": "draft"})
            known = new._get_base()
            values = {
                name: known._fields[name].convert_to_write(known[name], known)
                for name in self._get_value_names()
            }
            full = {**(values if known else {}), **vals, "number": last + 1}
            self._check_users_draft(full)
            changes += super().create([full])
        return changes

    def write(self, vals):
        """Override of `base` to keep what was signed."""
        self._check_users_draft(vals)
        if not self.env.su and set(vals) & {*self._get_value_names(), "date_start"}:
            self._check_state("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_state("draft")

    def _check_users_draft(self, vals):
        if not self.env.su and vals.get("state", "draft") != "draft":
            raise UserError(
                self.env._("A change of terms is signed and undone by its buttons.")
            )

    # === ACTIONS === #

    def action_open_audit(self):
        """Who changed the document."""
        return open_audit(self)

    def action_sign(self):
        """Sign: the next version of the terms begins on the day."""
        for change in self:
            change._check_state("draft")
            change.agreement_id._check_may_sign(change)
            change.agreement_id._check_state("signed", *IN_FORCE)
            # signed terms change by this document only; the signer is checked above
            change.sudo()._apply()

    def action_undo(self):
        """Take the change back while nothing is charged by it."""
        for change in self:
            change._check_state("signed")
            change.agreement_id._check_may_sign(change)
            used = change._find_use()
            if used:
                raise UserError(
                    self.env._(
                        "%(document)s is used: %(use)s. Prepare another change from "
                        "the same day instead; the difference will be charged.",
                        document=change.display_name,
                        use=used,
                    )
                )
            # signed terms change by this document only; the signer is checked above
            change.sudo()._undo()

    # === BUSINESS METHODS === #

    def _check_state(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for change in self.filtered(lambda row: row.state != state):
            raise UserError(
                self.env._(
                    "%(document)s: this can be done in the state “%(state)s” only.",
                    document=change.display_name,
                    state=labels[state],
                )
            )

    def _find_use(self):
        """Hook: sentence telling where the new version is used already, or ""."""
        self.ensure_one()
        return ""

    @api.model
    def _get_value_names(self):
        """Fields that a version of the terms fixes."""
        values = self.env["elektrohisob.agreement.values"]._fields
        return sorted(name for name in values if name not in TECHNICAL)

    def _get_base(self):
        """Version of the terms in force on the day, before the change."""
        day = self.date_start
        agreement = self.agreement_id._origin
        return (day and agreement._get_term_on(day)) or agreement.term_ids.browse()

    def _get_values(self, source):
        """Values of the terms in ``source``, as they are written."""
        return {
            name: source._fields[name].convert_to_write(source[name], source)
            for name in self._get_value_names()
        }

    def _check_day(self):
        """The new terms begin while the contract is in force."""
        agreement, day = self.agreement_id, self.date_start
        end = agreement.date_end
        if day < agreement.date_start or (end and day > end):
            raise UserError(
                self.env._(
                    "%(document)s: %(day)s is not a day of the contract, which is in "
                    "force from %(start)s to %(end)s. Choose another day.",
                    document=self.display_name,
                    day=day,
                    start=agreement.date_start,
                    end=end or "…",
                )
            )

    def _apply(self):
        """Write the new version and end the one before it."""
        self._check_day()
        base, day = self._get_base(), self.date_start
        before = {"values": self._get_values(base)} if base else {}
        if base.date_start == day:
            before["version"] = base.version
            term = base
            term.write({**self._get_values(self), "version": self._next_version()})
        else:
            term = self._split(base)
        self.write(
            {
                "state": "signed",
                "before": before,
                "term_id": term.id,
                "version": term.version,
                "date_signed": fields.Datetime.now(),
                "signed_by_id": self.env.uid,
            }
        )

    def _split(self, base):
        """New version from the day to the end of the one before it."""
        day, agreement = self.date_start, self.agreement_id
        later = agreement.term_ids.filtered(lambda term: term.date_start > day)
        following = later.sorted("date_start")[:1].date_start
        vals = {
            **self._get_values(self),
            "agreement_id": agreement.id,
            "date_start": day,
            "date_end": base.date_end or (following and following - timedelta(days=1)),
        }
        if not base:
            return base.create(vals)
        base.date_end = day - timedelta(days=1)
        base.flush_recordset()  # the days do not overlap, in the table too
        return base.copy(vals)

    def _next_version(self):
        """Number of the next version; those of undone ones are not given again."""
        agreement = self.agreement_id
        versions = agreement.term_ids.mapped("version")
        return max(versions + agreement.change_ids.mapped("version"), default=0) + 1

    def _undo(self):
        """Take the version back; the one before it goes on."""
        later = self.agreement_id.change_ids.filtered(
            lambda row: row.state == "signed" and row.number > self.number
        )
        if later.term_id & self.term_id:
            raise UserError(
                self.env._(
                    "%(document)s: a later change is made of the same version. Undo "
                    "that one first.",
                    document=self.display_name,
                )
            )
        term, before = self.term_id, self.before or {}
        if "version" in before:
            term.write({**before["values"], "version": before["version"]})
        else:
            eve, end = term.date_start - timedelta(days=1), term.date_end
            term.unlink()
            self.env.flush_all()  # the days do not overlap, in the table too
            self.agreement_id._get_term_on(eve).write({"date_end": end})
        self.write({"state": "undone"})

    def _get_difference(self):
        """Yield (caption, before, after) of the values that differ."""
        Term = self.env["elektrohisob.agreement.term"]
        base = self._get_base()
        if self.state != "draft":
            base = Term.new((self.before or {}).get("values", {}))
        for name in self._get_value_names():
            if self[name] != base[name]:
                caption = self._fields[name]._description_string(self.env)
                yield caption, _tell(base, name), _tell(self, name)


def _tell(record, name):
    """Value as people read it."""
    value, field = record[name], record._fields[name]
    if field.type == "boolean":
        return record.env._("yes") if value else record.env._("no")
    if field.type == "float":
        return f"{value:g}"
    if field.relational:
        return value.display_name or "–"
    return str(value or "–")
