from odoo import models
from odoo.exceptions import UserError

# What the grid may change in a row.
TYPED = ("value", "remark_id", "is_confirmed", "note")


class RouteSheet(models.Model):
    """Entry: rows are kept as they are typed, and handed in together."""

    _inherit = "elektrohisob.route.sheet"

    def get_grid(self):
        """Everything the entry grid shows.

        :return: dict with ``name``, ``date``, ``state``, ``rows`` (dicts in the order
            of the route; energy in kWh) and ``remarks`` (dicts ``id``, ``number``
            on paper, ``name``)
        """
        self.ensure_one()
        self.check_access("read")
        remarks = [
            {"id": reason.id, "number": number, "name": reason.name}
            for number, reason in enumerate(self._get_remarks(), start=1)
        ]
        return {
            "name": self.display_name,
            "route": self.route_id.display_name,
            "date": self.date,
            "state": self.state,
            "rows": [line._get_grid_row() for line in self.line_ids],
            "remarks": remarks,
        }

    def enter_rows(self, *, rows):
        """Keep what was typed into rows of the sheet and say what the checks think.

        Nothing enters the readings until the sheet is taken.

        :param rows: list of dicts with ``id`` of the row and what was typed:
            ``value`` (kWh as the register shows, text), ``remark_id``,
            ``is_confirmed``, ``note``
        :return: the rows as ``get_grid`` gives them, with the new verdicts
        """
        self.ensure_one()
        self._check_open()
        lines = self.env["elektrohisob.route.sheet.line"].browse(
            [row["id"] for row in rows]
        )
        strange = lines.filtered(lambda line: line.sheet_id != self)
        if strange:
            raise UserError(
                self.env._(
                    "A row given is not on sheet %(sheet)s. Load the sheet again.",
                    sheet=self.display_name,
                )
            )
        for line, row in zip(lines, rows, strict=True):
            line._type({key: row[key] for key in TYPED if key in row})
        lines._judge()
        return [line._get_grid_row() for line in lines]

    def take(self):
        """Hand in what is typed into the sheet.

        :return: dict with the numbers of rows ``accepted``, ``parked``, ``refused``
        """
        self.ensure_one()
        self._take()
        return {
            "accepted": self.taken_count,
            "parked": len(self.line_ids.filtered(lambda x: x.state == "parked")),
            "refused": len(self.line_ids.filtered(lambda x: x.state == "refused")),
        }

    def _take(self):
        """Accept the rows typed in, in one call; those stood for in another."""
        self.ensure_one()
        self._check_open()
        lines = self.line_ids.filtered(lambda x: x.state == "draft" and x.value)
        lines = lines._filter_mine()
        confirmed = lines.filtered("is_confirmed")
        (lines - confirmed)._hand_in(None)
        confirmed._hand_in(self.env._("Checked when the route sheet was typed in"))
        self.line_ids._follow_remarks()
        self.invalidate_recordset()
        # a remark is about the meter, whatever its registers
        remarked = self.line_ids.filtered("remark_id").installation_id
        if all(
            x.state == "accepted" or x.installation_id in remarked
            for x in self.line_ids
        ):
            self.state = "closed"
