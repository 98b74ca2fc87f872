import json

from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.facts import Change

from ..engine import checks
from ..engine.figures import plain

COLUMNS = (
    "id",
    "account_id",
    "installation_id",
    "company_id",
    "date",
    "reading_type",
    "value",
    "source",
    "state",
    "rollover",
    "check_code",
    "check_figures",
    "message_id",
    "decided_by_id",
    "decision_note",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
)


class Reading(models.Model):
    """What acceptance writes: new readings, and what becomes of earlier ones."""

    _inherit = "elektrohisob.reading"

    @api.model
    def _store(self, batch, source, message, decision):
        """Write what was taken and parked; have settled accounts settled again."""
        taken = [i for i in batch.items if i.verdict.outcome == checks.ACCEPT]
        self._retire(taken, decision)
        parked = [
            item
            for item in batch.items
            if item.verdict.outcome == checks.QUEUE and item.verdict.code != "R08"
        ]
        new = [i for i in taken + parked if not i.row.get("reading_id")]
        new_ids = bulk.reserve_ids(self.env.cr, self._table, len(new)) if new else []
        for item, reading_id in zip(new, new_ids, strict=True):
            item.reading_id = reading_id
        decided = self.env.uid if decision is not None else None
        ends = tuple(
            "\t".join(map(bulk.copy_value, (message.id if message else None, *end)))
            for end in ((decided, decision), (None, None))
        )
        bulk.copy_lines(
            self.env.cr,
            self._table,
            COLUMNS,
            self._prepare_lines(new, batch, source, ends),
        )
        self._settle_queued(taken, decision)
        self._link_replaced(taken)
        self.env["elektrohisob.fact.change"]._record(
            self._name,
            "added",
            [
                Change(item.account_id, item.before or item.day, item.reading_id)
                for item in taken
            ],
            decision or "",
        )
        self.env.invalidate_all()

    @api.model
    def _prepare_lines(self, items, batch, source, ends):
        """COPY lines of new readings; ``ends``: what follows the note of a taken
        and of a parked one."""
        now, uid = fields.Datetime.now(), self.env.uid
        stamps = f"{uid}\t{now}\t{uid}\t{now}"
        taken_end, parked_end = (f"{end}\t{stamps}" for end in ends)
        taken_state, parked_state = f"{source}\tvalid", f"{source}\tqueued"
        for item in items:
            verdict = item.verdict
            is_taken = verdict.outcome == checks.ACCEPT
            turned = "t" if is_taken and item.row.get("rollover") else "f"
            yield (
                f"{item.reading_id}\t{item.account_id}\t{item.installation_id}\t"
                f"{batch.accounts[item.account_id][1]}\t{item.day}\t{item.type}\t"
                f"{bulk.kwh_text(item.wh)}\t"
                f"{taken_state if is_taken else parked_state}\t{turned}\t"
                f"{verdict.code or bulk.NULL}\t"
                f"{self._get_figures_text(verdict)}\t"
                f"{taken_end if is_taken else parked_end}"
            )

    @api.model
    def _get_stored_figures(self, verdict):
        """What the sentence of a verdict needs, as it is kept; False for none."""
        if not verdict.code:
            return False
        return plain({**verdict.figures, "wh": verdict.wh})

    @api.model
    def _get_figures_text(self, verdict):
        """The same for COPY."""
        figures = self._get_stored_figures(verdict)
        return bulk.NULL if figures is False else bulk.copy_value(json.dumps(figures))

    @api.model
    def _retire(self, taken, decision):
        """Earlier versions of the taken readings stay, without force."""
        earlier = self.browse(_replaced_ids(taken)).sudo()  # bulk table, read only
        earlier._record_change("removed", decision or "")
        earlier.write({"state": "replaced"})
        earlier.flush_recordset()

    @api.model
    def _settle_queued(self, taken, decision):
        """Queued readings that were decided become valid themselves."""
        for item in taken:
            reading_id = item.row.get("reading_id")
            if reading_id:
                item.reading_id = reading_id
                self.browse(reading_id).sudo().write(  # bulk table, read only
                    {
                        "state": "valid",
                        "rollover": bool(item.row.get("rollover")),
                        "decided_by_id": self.env.uid,
                        "decision_note": decision,
                    }
                )
        self.flush_model()

    @api.model
    def _link_replaced(self, taken):
        for item in taken:
            for replaced_id in _replaced_ids([item]):
                self.browse(replaced_id).sudo().write(  # bulk table, read only
                    {"replaced_by_id": item.reading_id}
                )
        self.flush_model()


def _replaced_ids(items):
    """Ids of the readings the items take the place of."""
    found = []
    for item in items:
        if item.same_id:
            found.append(item.same_id)
        if item.row.get("replaces"):
            found.append(item.row["replaces"])
    return list(dict.fromkeys(found))
