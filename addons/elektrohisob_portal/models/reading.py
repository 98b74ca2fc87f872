from odoo import api, fields, models


class Reading(models.Model):
    """Consumers see their readings, but not who of the staff decided and why."""

    _inherit = "elektrohisob.reading"

    message_id = fields.Many2one(groups="elektrohisob_base.group_staff")
    decided_by_id = fields.Many2one(groups="elektrohisob_base.group_staff")

    @api.model
    def _get_cabinet_reason(self, code, note=""):
        """What a check that stopped a reading means to the consumer.

        The note of a check tells the operator what to decide, in the language of
        whoever sent the reading.

        :param str code: code of the check
        :param str note: said for checks that need no other words
        """
        much = self.env._(
            "It means much more electricity than usual. If the digits are right, you "
            "need do nothing."
        )
        words = {
            "R05": self.env._(
                "It is lower than your last reading. If the digits are right, the "
                "operator will check whether the meter was replaced."
            ),
            "R06": much,
            "R07": much,
            "R18": much,
            "R14": self.env._(
                "It means much less electricity than usual. If the digits are right, "
                "you need do nothing."
            ),
            "R17": self.env._(
                "You are registered as disconnected. The operator will check it."
            ),
            "R19": self.env._("Its date is long ago. The operator will check it."),
            "R08": self.env._("This reading is already being checked."),
            "R09": self.env._(
                "There is already another reading of this day. The operator will "
                "choose the right one."
            ),
            "R10": self.env._(
                "It is higher than a later reading. The operator will check both."
            ),
        }
        return words.get(code) or note or ""
