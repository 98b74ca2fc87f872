import base64
from datetime import date

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..adapters import benefit_list
from ..models.benefit import PINFL_LENGTH

GOOD = ("new", "changed")


class BenefitImport(models.TransientModel):
    """A list of persons with a benefit: upload, look at every row, take the good ones.

    Taking the same list again changes nothing.
    """

    _name = "elektrohisob.benefit.import"
    _description = "List of benefits"

    step = fields.Selection(
        [("file", "File"), ("checked", "Check"), ("done", "Taken")],
        required=True,
        default="file",
    )
    programme_id = fields.Many2one(
        "elektrohisob.benefit.programme",
        required=True,
        ondelete="cascade",
    )
    basis = fields.Char(
        string="Ground",
        required=True,
        help="Letter with which the list came; for rows that name no paper.",
    )
    file = fields.Binary(
        string="File (.xlsx, .xls, .csv)", required=True, attachment=False
    )
    file_name = fields.Char(string="File name")
    line_ids = fields.One2many(
        "elektrohisob.benefit.import.line", "wizard_id", string="Rows", readonly=True
    )
    added = fields.Integer(string="New", readonly=True)
    changed = fields.Integer(readonly=True)
    same = fields.Integer(string="Known already", readonly=True)
    refused = fields.Integer(readonly=True)

    # === ACTIONS === #

    def action_check(self):
        """Look at all rows without writing anything."""
        self.ensure_one()
        self._check_lines()
        self.step = "checked"
        return self._reopen()

    def action_import(self):
        """Take the good rows; what was entered since the check is looked at again."""
        self.ensure_one()
        self._check_lines()
        benefits = self.env["elektrohisob.benefit"]
        lines = self.line_ids
        for line in lines.filtered(lambda row: row.state == "changed"):
            line.benefit_id.write(line._prepare_benefit_vals(is_new=False))
        benefits.create(
            [
                line._prepare_benefit_vals()
                for line in lines.filtered(lambda row: row.state == "new")
            ]
        )
        self.step = "done"
        return self._reopen()

    def action_back(self):
        """Choose another file."""
        self.line_ids.unlink()
        self.step = "file"
        return self._reopen()

    # === BUSINESS METHODS === #

    def _check_lines(self):
        rows = list(self._read_rows())
        accounts = self.env["elektrohisob.account"].search(
            [("number", "in", list({row.account for row in rows}))]
        )
        numbers = {account.number: account for account in accounts}
        known = self.env["elektrohisob.benefit"].search(
            [
                ("account_id", "in", accounts.ids),
                ("programme_id", "=", self.programme_id.id),
                ("state", "=", "valid"),
            ]
        )
        seen = {}
        vals_list = [
            self._prepare_line_vals(row, numbers.get(row.account), known, seen)
            for row in rows
        ]
        self._refuse_doubles(vals_list)
        self.line_ids.unlink()
        self.line_ids.create(vals_list)
        counts = {name: 0 for name in ("new", "changed", "same", "refused")}
        for vals in vals_list:
            counts[vals["state"]] += 1
        self.write({"added": counts.pop("new"), **counts})

    def _read_rows(self):
        name = self.file_name or self.env._("The file")
        try:
            return benefit_list.read_list(base64.b64decode(self.file))
        except benefit_list.TableError as error:
            if error.code == "no_columns":
                columns = {
                    "account": self.env._("personal account"),
                    "person": self.env._("person"),
                    "start": self.env._("from"),
                }
                reason = self.env._(
                    "%(file)s has no column: %(columns)s. Name it in the header.",
                    file=name,
                    columns=", ".join(
                        columns[role] for role in error.figures["missing"]
                    ),
                )
            else:
                providers = self.env["elektrohisob.exchange.provider"]
                reason = providers._get_table_reason(error, name)
            raise UserError(reason) from error

    def _prepare_line_vals(self, row, account, known, seen):
        """One row as it would be taken.

        :param known: benefits of the programme that the accounts have
        :param dict seen: what earlier rows of the file hold, filled here
        """
        vals = {
            "wizard_id": self.id,
            "line_no": row.line_no,
            "account": row.account,
            "account_id": account.id if account else False,
            "person": row.person,
            "pinfl": row.pinfl,
            "date_start": row.start if isinstance(row.start, date) else False,
            "date_end": row.end if isinstance(row.end, date) else False,
            "persons": int(row.persons) if row.persons.isdecimal() else 1,
            "basis": row.basis or self.basis,
            "benefit_id": False,
            "state": "new",
            "reason": self._find_fault(row, account),
        }
        if vals["reason"]:
            return {**vals, "state": "refused"}
        before = seen.setdefault((account.id, row.start), row.line_no)
        if before != row.line_no:
            reason = self.env._("The account is in row %s already.", before)
            return {**vals, "state": "refused", "reason": reason}
        mine = known.filtered(lambda old: old.account_id == account)
        return vals | self._compare(vals, mine)

    def _compare(self, vals, mine):
        """Whether a good row is new, a change, or known.

        :param mine: benefits of the programme that the account has
        """
        start, last = vals["date_start"], vals["date_end"] or date.max
        benefit = mine.filtered(lambda old: old.date_start == start)
        if benefit:
            same = all(
                (benefit[name] or False) == (vals[name] or False)
                for name in ("person", "pinfl", "date_end", "persons", "basis")
            )
            state = "same" if same else "changed"
            return {"benefit_id": benefit.id, "state": state}
        other = mine.filtered(
            lambda old: old.date_start <= last and (old.date_end or date.max) >= start
        )[:1]
        if other:
            reason = self.env._(
                "The account has this benefit from %s already; end that one first.",
                format_date(self.env, other.date_start),
            )
            return {"state": "refused", "reason": reason}
        return {}

    def _find_fault(self, row, account):
        """Sentence that tells why a row cannot be taken, or False."""
        _ = self.env._
        if not account:
            return _("There is no account %s in your districts.", row.account or "–")
        if not row.person:
            return _("The row names no person.")
        if not isinstance(row.start, date):
            return _("“%s” is no date from which the benefit holds.", row.start)
        if row.end and not isinstance(row.end, date):
            return _("“%s” is no date until which the benefit holds.", row.end)
        if row.end and row.end < row.start:
            return _("The last day is before the first one.")
        if row.pinfl and not (row.pinfl.isdecimal() and len(row.pinfl) == PINFL_LENGTH):
            return _("PINFL %s has not 14 digits.", row.pinfl)
        if row.persons and not (row.persons.isdecimal() and int(row.persons)):
            return _("“%s” is no number of persons.", row.persons)
        return False

    def _refuse_doubles(self, vals_list):
        """Refuse rows whose person has a benefit on these days, elsewhere or in an
        earlier row of the file."""
        wanted = [row for row in vals_list if row["state"] in GOOD and row["pinfl"]]
        # the person may have it in a district this user does not see
        numbers = [row["pinfl"] for row in wanted]
        benefits = self.env["elektrohisob.benefit"].sudo()
        found = benefits.search([("pinfl", "in", numbers), ("state", "=", "valid")])
        taken = {}
        for old in found:
            span = (old.date_start, old.date_end or date.max)
            text = self.env._(
                "This person has a benefit at account %s already.",
                old.account_id.number,
            )
            taken.setdefault(old.pinfl, []).append((old.id, *span, text))
        for row in wanted:
            start, end = row["date_start"], row["date_end"] or date.max
            others = taken.setdefault(row["pinfl"], [])
            for benefit_id, first, last, text in others:
                overlaps = first <= end and last >= start
                if overlaps and (not benefit_id or benefit_id != row["benefit_id"]):
                    row.update(state="refused", reason=text)
                    break
            else:
                text = self.env._("This person is in row %s already.", row["line_no"])
                others.append((False, start, end, text))

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("List of benefits"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
