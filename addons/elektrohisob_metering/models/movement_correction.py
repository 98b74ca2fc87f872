from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools.dates import business_today

COPIED = (
    *("kind", "act_number", "basis", "handed_by", "received_by", "consumer_name"),
    *("scheme_check", "note"),
)


class MovementCorrection(models.Model):
    """Acts corrected or taken back: the document stays, others tell what holds."""

    _inherit = "elektrohisob.movement"

    act_correction_id = fields.Many2one(
        "elektrohisob.act.correction",
        string="By the correction",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    corrects_id = fields.Many2one(
        "elektrohisob.movement",
        string="In place of document",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    corrected_by_ids = fields.One2many(
        "elektrohisob.movement", "corrects_id", string="Document in its place"
    )
    standing = fields.Selection(
        [
            ("valid", "In force"),
            ("corrected", "Corrected"),
            ("taken", "Act taken back"),
        ],
        compute="_compute_standing",
    )
    standing_note = fields.Char(string="What became of it", compute="_compute_standing")

    @api.depends("reversal_ids", "corrected_by_ids", "state")
    @api.depends_context("lang")
    def _compute_standing(self):
        for movement in self:
            later = movement.corrected_by_ids[:1]
            reversal = movement.reversal_ids[:1]
            movement.standing = "valid"
            if reversal:
                movement.standing = "corrected" if later else "taken"
            movement.standing_note = reversal and movement._tell_standing(
                reversal, later
            )

    # === ACTIONS === #

    def action_correct_act(self):
        """Open the dialog that corrects the act or takes it back."""
        self.ensure_one()
        return self.env["elektrohisob.act.correction"]._open_for_movement(self)

    # === BUSINESS METHODS === #

    def _tell_standing(self, reversal, later):
        """Whether the act was taken back or corrected, when, by whom and why."""
        correction = reversal.act_correction_id
        figures = {
            # whoever signed is told to everybody who reads the act
            "person": (correction.user_id or reversal.create_uid).sudo().name,
            "day": format_date(self.env, reversal.date),
            "reason": correction.note or later.note or reversal.number,
            "document": later.number or "",
        }
        if later:
            return self.env._(
                "Corrected on %(day)s by %(person)s, document %(document)s stands in "
                "its place: %(reason)s",
                **figures,
            )
        return self.env._(
            "Taken back on %(day)s by %(person)s: %(reason)s",
            **figures,
        )

    def _tell(self):
        """The document in words: number of the journal, number of the act."""
        if self.act_number:
            return self.env._(
                "document %(number)s (act %(act)s)",
                number=self.number or "",
                act=self.act_number,
            )
        return self.env._("document %s", self.number or "")

    def _format_day(self):
        return format_date(self.env, self.date)

    def _get_root_id(self):
        """Id of the first of the documents that stood one in the place of the other:
        what tells the order of documents of one day."""
        first = self
        while first.corrects_id:
            first = first.corrects_id
        return first.id

    def _take_back_acts(self, correction=None):
        """Write the documents that take these acts back; stays follow by a replay.

        :return: the new documents, not posted yet
        """
        reversals = self.browse()
        for movement in self:
            lines = movement.line_ids.filtered(lambda line: not line.reversal_line_ids)
            reversals |= self.create(
                {
                    "kind": "reversal",
                    "date": business_today(self),
                    "company_id": movement.company_id.id,
                    "reversal_of_id": movement.id,
                    "usage_point_id": movement.usage_point_id.id,
                    "act_correction_id": correction and correction.id,
                    "line_ids": [
                        Command.create(line._prepare_reversal()) for line in lines
                    ],
                }
            )
        return reversals

    def _copy_act(self, day, correction=None, **vals):
        """A draft of the act as it should have been.

        :param lines: device id → values that differ
        """
        changed = vals.pop("lines", {})
        lines = [
            Command.create(
                line._prepare_corrected() | changed.get(line.device_id.id, {})
            )
            for line in self.line_ids
        ]
        return self.create(
            {
                **{name: self[name] for name in COPIED},
                "date": day,
                "company_id": self.company_id.id,
                "usage_point_id": self.usage_point_id.id,
                "reason_id": self.reason_id.id,
                "ratio_change": self.ratio_change,
                "corrects_id": self.id,
                "act_correction_id": correction and correction.id,
                "line_ids": lines,
                **vals,
            }
        )

    def _finish(self):
        """Number the documents: what they say holds from now on.

        A trial takes no numbers, they would be missing in the journal.
        """
        is_trial = self.env.context.get("act_trial")
        for movement in self.sudo():  # only posting gives numbers and states
            number = f"?{movement.id}" if is_trial else movement._next_number()
            movement.write({"number": number, "state": "done"})
        self.flush_recordset()
