from odoo import models
from odoo.exceptions import UserError
from odoo.tools import split_every

from .reorganisation import OPERATION


class ReorganisationWork(models.Model):
    """How a reorganisation is counted, checked and carried out."""

    _inherit = "elektrohisob.reorganisation"

    # === BUSINESS METHODS === #

    def _find_account_ids(self):
        """Ids of the accounts that go, closed ones too: their debts go along."""
        self.ensure_one()
        if self.kind == "move":
            return []
        # the whole district, whatever category of consumers the user works with
        accounts = self.env["elektrohisob.account"].sudo()
        domain = [("company_id", "=", self.company_id.id)]
        if self.kind == "merge":
            return accounts.search(domain).ids
        houses = self.building_ids
        ids = {found for house in houses for found in house._find_account_ids()}
        chosen = accounts.search(
            [
                *domain,
                "|",
                "|",
                ("locality_id", "in", self.locality_ids.ids),
                ("street_id", "in", self.street_ids.ids),
                ("id", "in", [*ids, *self.account_ids.ids]),
            ]
        )
        return chosen.ids

    def _count(self):
        """Hook: figures of the preview to write on the document."""
        self.ensure_one()
        count = len(self._find_account_ids())
        # as in _find_account_ids
        accounts = self.env["elektrohisob.account"].sudo()
        below = self.env["res.company"].search([("id", "child_of", self.company_id.id)])
        total = accounts.search_count([("company_id", "in", below.ids)])
        return {
            "account_count": count,
            "stay_count": total - count,
            "unit_count": len(below) - 1,
        }

    def _get_districts(self):
        """Districts whose open month must be that of the document."""
        self.ensure_one()
        if self.kind != "move":
            return self.company_id | self.company_to_id
        below = self.env["res.company"].search([("id", "child_of", self.company_id.id)])
        return below.filtered(lambda unit: unit.network_level == "district")

    def _check_months(self):
        """Every district touched has the month of the document open.

        :raise UserError: naming the first district that has not
        """
        self.ensure_one()
        periods = self.env["elektrohisob.period"].sudo()  # months of both districts
        for district in self._get_districts():
            found = periods.search([("company_id", "=", district.id)])
            current = found.filtered(lambda period: period.state == "open")
            if found and current.date_start != self.date:
                raise UserError(
                    self.env._(
                        "%(district)s: the open month is %(month)s. A reorganisation "
                        "begins on the first day of the open month; close the months "
                        "before, or choose another day than %(day)s.",
                        district=district.name,
                        month=f"{current.date_start:%m.%Y}" if current else "–",
                        day=self.date,
                    )
                )

    def _check_ready(self, account_ids):
        """Hook: raise UserError naming what stands in the way."""
        self.ensure_one()
        self._check_months()
        if self.kind == "move":
            return
        if not account_ids:
            raise UserError(
                self.env._(
                    "%(document)s: no account is chosen. Choose mahallas, streets, "
                    "houses or single accounts of %(unit)s.",
                    document=self.display_name,
                    unit=self.company_id.name,
                )
            )
        taken = self.env["elektrohisob.account"].sudo()  # any account counts
        if self.kind == "split" and taken.search_count(
            [("company_id", "=", self.company_to_id.id)], limit=1
        ):
            raise UserError(
                self.env._(
                    "%(target)s has accounts already, so it is not a new district. "
                    "Choose the kind “Accounts to another district”.",
                    target=self.company_to_id.name,
                )
            )

    def _check_approvable(self, operation):
        """Override of `elektrohisob.approval.mixin`: counted drafts may be asked."""
        if operation != OPERATION:
            return super()._check_approvable(operation)
        self._check_startable()
        if not self.date_counted:
            raise UserError(
                self.env._(
                    "%(document)s: count first: the decider must see how much goes.",
                    document=self.display_name,
                )
            )
        return self._check_ready(self._find_account_ids())

    def _on_approved(self, approval):
        """Override of `elektrohisob.approval.mixin` to carry the document out."""
        self._check_approvable(approval.operation)
        periods = self.env["elektrohisob.period"]
        if self.kind == "move":
            self.company_id._move_below(self.company_to_id, self.date, self)
        elif not periods.search_count([("company_id", "=", self.company_to_id.id)]):
            periods.create(
                {"company_id": self.company_to_id.id, "date_start": self.date}
            )
        self._start()

    def _prepare_slices_vals(self):
        """Override of `elektrohisob.run.mixin` to cut the lines into slices."""
        self.env["elektrohisob.account.transfer"]._plan(self, self._find_account_ids())
        lines = self.line_ids.sorted("id").ids
        return [
            {
                "run_id": self.id,
                "sequence": sequence,
                "line_from": part[0],
                "line_to": part[-1],
                "account_count": len(part),
            }
            for sequence, part in enumerate(split_every(self.chunk_size, lines), 1)
        ]

    def _finish(self):
        """Override of `elektrohisob.run.mixin` to let the rules see the new holder."""
        result = super()._finish()
        self.env.registry.clear_cache()
        return result
