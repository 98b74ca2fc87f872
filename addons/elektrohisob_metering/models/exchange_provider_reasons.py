from odoo import api, models

from ..adapters.tables import TableError


class ExchangeProvider(models.Model):
    """Sentences for files of automatic metering that are refused whole."""

    _inherit = "elektrohisob.exchange.provider"

    @api.model
    def _get_file_reason(self, error, file_name):
        """Sentence for a file of automatic metering that is refused whole."""
        if isinstance(error, TableError):
            return self._get_table_reason(error, file_name)
        name = {"file": file_name, **error.figures}
        return (
            self._get_unpack_reason(error.code, name)
            or self._get_xml_reason(error.code, name)
            or self._get_message_reason(error.code, name)
            or self._get_layout_reason(error.code, name)
            or error.code
        )

    @api.model
    def _get_layout_reason(self, code, name):
        if code == "no_columns":
            names = {
                "point": self.env._("measuring point, meter or account"),
                "date": self.env._("date"),
                "value": self.env._("value"),
            }
            roles = ", ".join(names[role] for role in name["roles"])
            return self.env._(
                "%(file)s: no column was found for %(roles)s. Open Metering → ASKUE → "
                "Load a table and say which column is which.",
                file=name["file"],
                roles=roles,
            )
        if code == "slots":
            return self.env._(
                "%(file)s: %(count)s columns of values do not divide a day; 24, 48 or "
                "96 do. Open Metering → ASKUE → Load a table and correct their bounds.",
                **name,
            )
        return ""

    @api.model
    def _get_unpack_reason(self, code, name):
        if code == "empty":
            return self.env._("%(file)s is empty. Send the file again.", **name)
        if code == "too_big":
            return self.env._(
                "%(file)s holds %(size)s MB, more than %(limit)s MB. Split it into "
                "several files.",
                **name,
            )
        if code == "too_many_members":
            return self.env._(
                "%(file)s is an archive of more than %(limit)s files. Split it into "
                "several archives.",
                **name,
            )
        if code == "broken_zip":
            return self.env._(
                "%(file)s is a damaged archive. Send the file again.", **name
            )
        if code == "nested_zip":
            return self.env._(
                "%(file)s holds another archive. Put the files themselves into one "
                "archive.",
                **name,
            )
        if code == "encrypted_zip":
            return self.env._(
                "%(file)s is locked by a password. Send it without one.", **name
            )
        return ""

    @api.model
    def _get_xml_reason(self, code, name):
        if code == "not_xml":
            return self.env._(
                "%(file)s is no complete XML: it breaks off or is damaged at line "
                "%(line)s. Have the sender make the file anew.",
                **name,
            )
        if code == "encoding":
            return self.env._(
                "%(file)s says it is written in %(encoding)s but is not. Have the "
                "sender make the file anew.",
                **name,
            )
        if code == "doctype":
            return self.env._(
                "%(file)s holds a document type or entities, which no exchange needs "
                "and which can do harm. Nothing was read. Ask the sender why.",
                **name,
            )
        return ""

    @api.model
    def _get_message_reason(self, code, name):
        if code == "no_message":
            return self.env._(
                "%(file)s is another document (%(tag)s), not a layout %(layout)s. "
                "Load it with the provider of its kind.",
                **name,
            )
        if code == "other_class":
            return self.env._(
                "%(file)s is of the class %(found)s, not %(layout)s. Load it with the "
                "provider of its kind.",
                **name,
            )
        if code in ("no_readings", "no_feed"):
            return self.env._(
                "%(file)s is another document (%(tag)s). Load it with the provider of "
                "its kind.",
                **name,
            )
        if code == "other_commodity":
            return self.env._(
                "%(file)s is about gas or water, not electricity. Nothing was taken.",
                **name,
            )
        if code == "no_day":
            return self.env._(
                "%(file)s does not say its day, or “%(value)s” is none. Have the "
                "sender make the file anew.",
                **name,
            )
        if code == "no_values":
            return self.env._("%(file)s holds no values. Send the file again.", **name)
        return ""
