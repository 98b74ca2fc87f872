from markupsafe import Markup

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_base.tools import act_pdf, bulk, pdf

# Of each register of the meters hanging in the month: the last valid reading up to its
# first day (or the first one after) and the last one up to the first day of the next.
METERS = """
SELECT u.account_id, u.code, u.name, d.serial, i.multiplier, r.reading_type,
       r.first_day, r.first_value, r.last_day, r.last_value, r.ids
  FROM elektrohisob_usage_point u
  JOIN elektrohisob_installation i ON i.usage_point_id = u.id
  JOIN elektrohisob_device d ON d.id = i.meter_id
  JOIN LATERAL (
       SELECT x.reading_type, min(x.date) AS first_day,
              (array_agg(x.value ORDER BY x.date))[1] AS first_value,
              max(x.date) AS last_day,
              (array_agg(x.value ORDER BY x.date DESC))[1] AS last_value,
              array_agg(x.id ORDER BY x.date) AS ids
         FROM elektrohisob_reading x
        WHERE x.installation_id = i.id AND x.state = 'valid' AND x.date <= %(end)s
          AND x.date >= COALESCE((
              SELECT max(y.date) FROM elektrohisob_reading y
               WHERE y.installation_id = i.id AND y.state = 'valid'
                 AND y.reading_type = x.reading_type AND y.date <= %(start)s),
              i.date_start)
        GROUP BY x.reading_type) r ON true
 WHERE u.account_id = ANY(%(accounts)s::int[]) AND i.date_start < %(end)s
   AND (i.date_end IS NULL OR i.date_end >= %(start)s)
 ORDER BY u.account_id, u.code, i.date_start, r.reading_type
"""
# What no meter of the account shows: losses, sub-consumers, norms, estimates.
OTHERS = """
SELECT u.account_id, u.code, u.name, c.reading_type, c.origin, sum(c.kwh)
  FROM elektrohisob_consumption c
  JOIN elektrohisob_usage_point u ON u.id = c.usage_point_id
 WHERE c.account_id = ANY(%(accounts)s::int[]) AND c.month = %(start)s
   AND c.origin NOT IN ('register', 'profile')
 GROUP BY 1, 2, 3, 4, 5
HAVING sum(c.kwh) <> 0
 ORDER BY 1, 2, 5, 4
"""
WIDTHS = (34, 28, 16, 32, 32, 14, 32)


class ReadingAct(models.Model):
    """The rows of the act, from readings and booked losses, and their print."""

    _inherit = "elektrohisob.reading.act"

    def _get_rows(self):
        """Rows as signed, or as the readings are now."""
        self.ensure_one()
        return self.rows or self._load_rows()

    def _load_rows(self):
        """Meters of the month with opening and closing readings, then what no meter
        shows: plain dicts; kWh with the multiplier."""
        self.ensure_one()
        if not self.account_id or not self.month:
            return []
        found = self._load_rows_of(self.account_id.ids, self.month)
        return found.get(self.account_id._origin.id, [])

    @api.model
    def _load_rows_of(self, account_ids, month):
        """The rows of many accounts: account id → list of dicts."""
        self.env.flush_all()
        values = {
            "accounts": bulk.array_text(account_ids),
            "start": month,
            "end": next_month(month),
        }
        found = {}
        meters = self.env.execute_query(SQL(METERS, **values))
        # fetched for all at once
        own = self.env["elektrohisob.reading"].browse(
            {i for r in meters for i in r[-1]}
        )
        for account_id, *row in meters:
            later = own.browse(row[-1][1:]).with_prefetch(own.ids)
            found.setdefault(account_id, []).append(self._prepare_row(*row[:-1], later))
        for account_id, code, name, register, origin, kwh in self.env.execute_query(
            SQL(OTHERS, **values)
        ):
            place = f"{code} {name or ''}".strip()
            row = {"point": place, "origin": origin, "reading_type": register}
            found.setdefault(account_id, []).append({**row, "kwh": float(kwh)})
        return found

    def _prepare_row(self, code, name, serial, multiplier, register, first_day, first,
                     last_day, last, later):  # fmt: skip
        # energy between two readings, a register past zero included, is the reading's
        return {
            "point": f"{code} {name or ''}".strip(),
            "serial": serial,
            "multiplier": float(multiplier or 1),
            "reading_type": register,
            "first_day": str(first_day),
            "first": float(first),
            "last_day": str(last_day),
            "last": float(last),
            "kwh": round(sum(later.mapped("kwh")), 3),
        }

    # === SHOWN AND PRINTED === #

    def _get_columns(self):
        _ = self.env._
        return [
            _("Point"),
            _("Meter"),
            _("Register"),
            _("Before"),
            _("After"),
            _("Multiplier"),
            _("kWh, kVAr·h"),
        ]

    def _get_cells(self, row):
        """A row as texts."""
        kwh = pdf.kwh(pdf.watthours(row["kwh"]))
        if "origin" in row:
            consumption = self.env["elektrohisob.consumption"]
            origins = consumption._fields["origin"]._description_selection(self.env)
            name = dict(origins)[row["origin"]]
            return [row["point"], name, row["reading_type"], "", "", "", kwh]
        before, after = (
            f"{pdf.kwh(pdf.watthours(row[name]))} ({_day(row[f'{name}_day'])})"
            for name in ("first", "last")
        )
        head = [row["point"], row["serial"], row["reading_type"], before]
        if row["first_day"] == row["last_day"]:
            after = self.env._("not read")
        return [*head, after, f"{row['multiplier']:g}", kwh]

    def _get_table(self, rows):
        """The rows as a table for the form."""
        head = Markup().join(
            Markup("<th>%s</th>") % text for text in self._get_columns()
        )
        lines = Markup().join(
            Markup("<tr>%s</tr>")
            % Markup().join(
                Markup("<td>%s</td>") % cell for cell in self._get_cells(row)
            )
            for row in rows
        )
        return Markup(
            '<table class="table table-sm"><thead><tr>%s</tr></thead>'
            "<tbody>%s</tbody></table>"
        ) % (head, lines)

    def _prepare_act(self):
        """Override of `elektrohisob.legal.document.mixin`: the act."""
        _ = self.env._
        rows = self._get_rows()
        total = sum(row["kwh"] for row in rows if row["reading_type"] == "A+")
        return act_pdf.ActText(
            title=_("Act of joint reading No. %s", self.number),
            subtitle=_(
                "of %(day)s, for %(month)s",
                day=pdf.day(self.date),
                month=pdf.month_within(self.month, self.env.lang),
            ),
            facts=self._get_print_facts(),
            columns=self._get_columns(),
            widths=WIDTHS,
            rows=[self._get_cells(row) for row in rows],
            remarks=[
                _("Active energy of the month: %s kWh.", pdf.kwh(pdf.watthours(total))),
                _("Both sides have read the meters together and agree to the figures."),
            ],
            signatures=self._get_print_signatures(),
            page=_("Page {page}"),
        )

    def _get_print_signatures(self):
        """Override of `elektrohisob.legal.document.mixin`: who signs acts."""
        # who signs is not a secret of another unit
        signer = self.company_id.sudo()._get_signatory("act", self.date)
        return [
            (signer.position or self.env._("For the supplier"), signer.name or ""),
            (self.env._("For the consumer"), self.consumer_signatory or ""),
        ]


def _day(text):
    return ".".join(reversed(text.split("-")))
