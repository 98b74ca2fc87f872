import json

from odoo import models
from odoo.http import request

from ..tools.audit import log_output
from .account_look import PERSONAL

FORMATS = {"/web/export/xlsx": "xlsx", "/web/export/csv": "csv"}
DOMAIN_LENGTH = 2000


class Base(models.AbstractModel):
    """Every export of rows is noted, whatever the model and the way."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        """Override of `base` to note the export, and whose personal data it holds."""
        result = super().export_data(fields_to_export)
        path = request.httprequest.path if request else ""
        log_output(
            self,
            kind="export",
            file_format=FORMATS.get(path, "api"),
            columns=fields_to_export,
            selection=self._get_export_selection(path),
        )
        self._note_exported_looks(fields_to_export)
        return result

    def _get_export_selection(self, path):
        """What the browser asked for: a domain, unless rows were ticked."""
        if path not in FORMATS:
            return None
        data = json.loads(request.params["data"])
        return None if data.get("ids") else str(data.get("domain"))[:DOMAIN_LENGTH]

    def _note_exported_looks(self, paths):
        """Follow ``paths`` of exported fields to the accounts they come from."""
        seen = {}
        for path in paths:
            *steps, name = path.replace(".id", "id").split("/")
            if name not in PERSONAL:
                continue
            records = self
            for step in steps:
                field = records._fields.get(step)
                if field is None or not field.comodel_name:
                    break
                records = records[step]
            else:
                if records._name == "elektrohisob.account":
                    seen.setdefault(records, set()).add(name)
        for accounts, names in seen.items():
            accounts._note_look(names, way="export")
