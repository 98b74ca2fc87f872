import uuid
from collections import Counter

from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools.dates import business_today

from .legal_delivery import UNDER_WAY

LETTERS_OF_A_JOB = 50
#: Parameter that lets documents of a kind go out by themselves → their model.
BY_THEMSELVES = {
    "legal_mail_invoice": "elektrohisob.invoice",
    "legal_mail_act": "elektrohisob.reconciliation.act",
}


class LegalDelivery(models.Model):
    """Into the queue: once a document and address, unless somebody sends it again."""

    _inherit = "elektrohisob.legal.delivery"

    @api.model
    def _plan(self, documents, again=False, addresses=None):
        """What sending would do: list of (what, values of the row to write).

        What is ``new``, ``known`` (sent or under way already), ``no_address`` or
        ``wrong_address``; nothing is written of what is known.

        :param documents: list of dicts, see ``_prepare_delivery`` of the documents
        :param addresses: instead of those of the accounts
        """
        before = self._find_before([vals["document_key"] for vals in documents])
        accounts = self.env["elektrohisob.account"]
        result = []
        for vals in documents:
            account = accounts.browse(vals["account_id"])
            found = addresses or account._get_document_emails() or [(False, True)]
            for address, is_right in found:
                last = before.get((vals["document_key"], address or ""))
                what = self._get_what(last, address, is_right, again)
                row = {**vals, "address": address, "turn": last.turn + 1 if last else 1}
                result.append((what, row))
        return result

    @api.model
    def _find_before(self, keys):
        """(key of a document, address) → the last row of them."""
        rows = self.search([("document_key", "in", keys)], order="turn")
        return {(row.document_key, row.address or ""): row for row in rows}

    @api.model
    def _get_what(self, last, address, is_right, again):
        if not address:
            return "known_gap" if last and last.state == "no_address" else "no_address"
        if last and last.state in ("queued", "sending"):
            return "known"
        if last and last.state in UNDER_WAY and not again:
            return "known"
        return "new" if is_right else "wrong_address"

    @api.model
    def _count_plan(self, plan):
        """How many letters are of which kind."""
        counts = Counter(what for what, _row in plan)
        counts["no_address"] += counts.pop("known_gap", 0)
        return counts

    @api.model
    def _queue(self, documents, again=False, addresses=None):
        """Write the letters and let jobs send them.

        What cannot be sent is written too, with its reason.

        :return: the rows written
        """
        plan = self._plan(documents, again, addresses)
        batch, now = str(uuid.uuid4()), fields.Datetime.now()
        vals_list = [
            {**row, **self._get_start(what, now), "batch": batch}
            for what, row in plan
            if what in ("new", "no_address", "wrong_address")
        ]
        # nobody writes letters by hand; who may send them was asked before
        rows = self.sudo().create(
            [{**vals, "user_id": self.env.uid} for vals in vals_list]
        )
        waiting = rows.filtered(lambda row: row.state == "queued")
        self._close_gaps(waiting.mapped("document_key"))
        waiting._start()
        return rows.sudo(False)

    @api.model
    def _get_start(self, what, now):
        """State in which a letter begins."""
        if what == "new":
            return {"state": "queued", "date_next": now}
        state = "no_address" if what == "no_address" else "failed"
        return {"state": state, "reason": what, "date_next": False}

    @api.model
    def _close_gaps(self, keys):
        """The address that was missing is there."""
        # the queue is written by the program
        gaps = self.sudo().search(
            [("document_key", "in", keys), ("state", "=", "no_address")]
        )
        gaps.write({"state": "void", "reason": "found"})

    def _start(self):
        """Let jobs send these letters, some of one sender at a time."""
        letters = self.sudo()  # jobs are those of the program
        for rows in letters.grouped(lambda row: (row.company_id, row.kind)).values():
            ids = rows.sorted("id").ids
            for place in range(0, len(ids), LETTERS_OF_A_JOB):
                part = self.sudo().browse(ids[place : place + LETTERS_OF_A_JOB])
                key = f"legal-mail-{part.ids[0]}-{part.ids[-1]}-{len(part)}"
                part.with_delay(identity_key=key)._send()

    # === BY THEMSELVES === #

    @api.model
    def _cron_send(self):
        """Queue what goes out by itself, try again what is due."""
        self._mark_stopped()
        self._queue_made()
        due = [("state", "=", "queued"), ("date_next", "<=", fields.Datetime.now())]
        self.search(due)._start()

    @api.model
    def _queue_made(self):
        """Documents of units whose parameter says so, that no letter was written for.

        Those made before the parameter was set, or long ago, stay where they are.
        """
        parameters = self.env["elektrohisob.parameter"]
        companies = self.env["res.company"].search([("network_level", "=", "district")])
        today = business_today(self)
        for code, model in BY_THEMSELVES.items():
            for company in companies:
                found = parameters._find_value(code, company, None)
                if not found.value:
                    continue
                days = parameters._get_value("legal_mail_days", company)
                since = fields.Date.subtract(today, days=days)
                documents = self.env[model]._find_unmailed(
                    company, max(since, found.start)
                )
                if documents:
                    self._queue([one._prepare_delivery() for one in documents])
