from odoo import api, models

from ..engine.correction import total
from .correction import BOOKED, WAITING


class Settlement(models.AbstractModel):
    """Documents of what is booked for earlier months, and those that must wait."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _hold_corrections(self, settled, corrections, period) -> None:
        """Park accounts whose correction is large, made by people and not approved.

        :param corrections: account id → corrected months
        """
        limit = self.env["elektrohisob.parameter"]._get_value(
            "correction_approval_amount", period.company_id, period.date_start
        )
        large = [
            account_id
            for account_id, months in corrections.items()
            if limit and abs(total(months)[1]) >= limit * 100
        ]
        if not large:
            return
        changes = self.env["elektrohisob.fact.change"].search(
            [("account_id", "in", large), ("period_id", "=", False)]
        )
        by_account = changes.grouped("account_id")
        documents = self._get_waiting(large).grouped("account_id")
        for account, found in by_account.items():
            document = documents.get(account)
            months = corrections[account.id]
            if settled.is_preview:
                del settled.pieces[account.id]
                settled.parked[account.id] = (
                    "correction_waits",
                    self.env._("A second person will have to approve a correction."),
                )
                continue
            if document and not document._is_same(months):
                document._void()
                document = None
            if document and document.id == self._get_approved_id():
                continue
            if not document:
                held = {account.id: ("facts", months)}
                model = self.env["elektrohisob.correction"]
                ids = model._write_rows(held, period, WAITING)
                document = model.browse(ids[account.id])
            del settled.pieces[account.id]
            settled.parked[account.id] = ("correction_waits", document._ask(found))

    @api.model
    def _get_approved_id(self):
        """Id of the document whose approval is being carried out."""
        return self.env.context.get("elektrohisob_correction_id")

    @api.model
    def _get_waiting(self, account_ids):
        """Documents of these accounts that wait for a decision."""
        return self.env["elektrohisob.correction"].search(
            [("account_id", "in", list(account_ids)), ("state", "=", WAITING)]
        )

    @api.model
    def _drop_corrections(self, settled) -> None:
        """Void waiting documents of accounts that need no approval any more."""
        if not settled.pieces:
            return
        # few documents wait: a range of accounts and not a list of them all
        documents = self.env["elektrohisob.correction"].search(
            [
                ("state", "=", WAITING),
                ("account_id", ">=", min(settled.pieces)),
                ("account_id", "<=", max(settled.pieces)),
            ]
        )
        approved = self._get_approved_id()
        documents.filtered(
            lambda row: row.account_id.id in settled.pieces and row.id != approved
        )._void()

    @api.model
    def _record_corrections(self, settled, corrections, period):
        """Write the documents of what is booked now.

        :return: account id → id of its document
        """
        if not corrections:
            return {}
        model = self.env["elektrohisob.correction"]
        changes = self.env["elektrohisob.fact.change"]
        changed = {
            account.id
            for (account,) in changes._read_group(
                [("account_id", "in", list(corrections)), ("period_id", "=", False)],
                ["account_id"],
            )
        }
        documents, found = {}, {}
        approved = model.browse(self._get_approved_id() or ())
        for account_id, months in corrections.items():
            if account_id in settled.parked:
                continue
            if approved and approved.account_id.id == account_id:
                approved.write({"state": BOOKED, "period_id": period.id})
                documents[account_id] = approved.id
            elif account_id not in settled.booked:
                found[account_id] = ("first", months)
            else:
                cause = "facts" if account_id in changed else "estimate"
                found[account_id] = (cause, months)
        approved.flush_recordset()
        run_id = self.env.context.get("elektrohisob_run_id")
        documents |= model._write_rows(found, period, BOOKED, run_id)
        changes._link(documents)
        model.browse(documents.values())._on_booked()
        return documents
