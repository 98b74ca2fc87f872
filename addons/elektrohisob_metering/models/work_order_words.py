from odoo import api, models


class WorkOrder(models.Model):
    """Words of the page of field crews."""

    _inherit = "elektrohisob.work.order"

    @api.model
    def _get_field_words(self):
        """Key → text in the language of the user; the script has no texts itself."""
        return {**self._get_list_words(), **self._get_form_words()}

    @api.model
    def _get_list_words(self):
        _ = self.env._
        return {
            "title": _("Work orders"),
            "no_crew": _("You are in no crew. Ask the engineer to add you to one."),
            "no_orders": _("No issued orders. Pull new ones with the arrow above."),
            "online": _("On line"),
            "offline": _("No line"),
            "refresh": _("Get orders"),
            "waiting": _("To send"),
            "waits": _("waits for the line"),
            "sent": _("sent"),
            "refused": _("refused"),
            "late": _("late"),
            "back": _("Back"),
            "login": _("The session has ended. Log in again; nothing is lost."),
            "mend": _("Mend and send again"),
            "drop": _("Throw away"),
            "drop_sure": _("Throw away what was written down?"),
            "home": _("To the programme"),
        }

    @api.model
    def _get_form_words(self):
        _ = self.env._
        return {
            "account": _("Account"),
            "meter": _("Meter"),
            "seal": _("Seal"),
            "last": _("Last reading"),
            "call": _("Call"),
            "map": _("Map"),
            "done": _("Done"),
            "failed": _("Not done"),
            "why": _("Why not done"),
            "value": _("Reading"),
            "old_value": _("Reading of the old meter"),
            "new_serial": _("Number of the new meter"),
            "new_value": _("Reading of the new meter"),
            "seal_removed": _("Seal removed"),
            "seal_broken": _("The seal was broken"),
            "seal_number": _("Seal put on"),
            "note": _("Remark"),
            "photos": _("Photos"),
            "take_photo": _("Take a photo"),
            "place": _("Place"),
            "find_place": _("Find the place"),
            "no_place": _("The telephone does not tell the place."),
            "signature": _("Signature of the consumer"),
            "signer": _("Name of who signs"),
            "clear": _("Clear"),
            "send": _("Send"),
            "kept": _("Kept on the telephone; it is sent when there is a line."),
            "less": _("Less than the last reading. Is it right?"),
            "need_value": _("Enter the reading."),
            "need_digits": _("A reading is made of digits."),
            "need_reason": _("Choose why it was not done."),
            "need_note": _("Write a remark for this reason."),
        }
