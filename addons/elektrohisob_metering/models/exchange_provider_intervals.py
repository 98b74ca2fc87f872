from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools.memory import collector_paused

from ..adapters import askue_80020, cim_meterreadings, green_button
from ..adapters.intervals import FileError

KINDS = [
    ("askue_80020", "ASKUE 80020"),
    ("askue_80040", "ASKUE 80040"),
    ("cim_meterreadings", "IEC 61968-9 MeterReadings"),
    ("green_button", "Green Button"),
    ("interval_table", "Table of intervals (Excel, CSV)"),
]
INTERVAL_KINDS = tuple(kind for kind, _label in KINDS)
RECEIPTS = {"not_xml": 4, "encoding": 4, "empty": 4, "doctype": 4, "broken_zip": 4}


class ExchangeProvider(models.Model):
    """Files of automatic metering: days of channels, a protocol of each."""

    _inherit = "elektrohisob.exchange.provider"

    kind = fields.Selection(
        selection_add=KINDS, ondelete={kind: "cascade" for kind in INTERVAL_KINDS}
    )

    # === BUSINESS METHODS === #

    @api.model
    def _find_provider(self, code):
        """Override of `base` to give every district a provider of each format.

        Its code is the format, for example ``askue_80020``; districts after the
        first have their number behind it.
        """
        if code not in INTERVAL_KINDS:
            return super()._find_provider(code)
        company = self.env.company
        for domain in (
            [("kind", "=", code), ("company_id", "=", company.id)],
            [("code", "=", code), ("company_id", "parent_of", company.id)],
            [("code", "=", code), ("company_id", "child_of", company.id)],
        ):
            if provider := self.search(domain, limit=1):
                return provider
        return self._create_interval_provider(code)

    @api.model
    def _create_interval_provider(self, kind):
        self._check_may_import_readings()
        # Codes of other districts are looked at only to choose one that is free; the
        # provider is made for whoever may load files.
        providers = self.sudo()
        is_taken = providers.with_context(active_test=False).search_count(
            [("code", "=", kind)], limit=1
        )
        company = self.env.company
        vals = {
            "name": dict(self._fields["kind"]._description_selection(self.env))[kind],
            "code": f"{kind}_{company.id}" if is_taken else kind,
            "kind": kind,
            "company_id": company.id,
        }
        return providers.create(vals).sudo(False)

    def _receive_askue_80020(self, message, data):
        """Take a daily layout; see ``_receive_intervals``."""
        self._receive_intervals(message, data, askue_80020.read)

    def _receive_askue_80040(self, message, data):
        """Take a layout of corrected data; see ``_receive_intervals``."""

        def read(content, name):
            return askue_80020.read(content, name=name, layout="80040")

        self._receive_intervals(message, data, read)

    def _receive_cim_meterreadings(self, message, data):
        """Take readings of a head-end; see ``_receive_intervals``."""
        self._receive_intervals(message, data, cim_meterreadings.read)

    def _receive_green_button(self, message, data):
        """Take a feed of a consumer's energy; see ``_receive_intervals``."""
        self._receive_intervals(message, data, green_button.read)

    def _receive_intervals(self, message, data, read):
        """Take days of channels and readings of registers.

        A file that cannot be believed is refused whole: nothing of it but its row
        in the journal stays.

        :param read: function of an adapter, (bytes, name) → list of ``IntervalFile``
        """
        self._check_may_import_readings()
        with collector_paused():
            try:
                files = read(data, name=message.name)
            except FileError as error:
                message._refuse_file(error)
                message.totals = {"receipt": RECEIPTS.get(error.code, 3)}
                return
            self._take_files(files, message)

    def _take_files(self, files, message):
        companies = self._get_file_companies()
        rows = []
        for file in files:
            rows += self._take_days(file, companies, message)
            rows += self._take_readings(file, companies, message)
        self._write_lines(message, rows)
        message.totals = self._get_interval_totals(files, rows)

    def _take_days(self, file, companies, message):
        """(line number, as received, outcome) of the days of a file."""
        outcomes = self.env["elektrohisob.interval.day"]._accept(
            file.days,
            companies=companies,
            company=self.company_id,
            message=message,
            number=file.number,
            sent=file.sent,
        )
        return [
            (day.line_no, _raw_day(day), outcome)
            for day, outcome in zip(file.days, outcomes, strict=True)
        ]

    def _take_readings(self, file, companies, message):
        """Registers go the way of all readings, meters being found by their number."""
        if not file.readings:
            return []
        Day = self.env["elektrohisob.interval.day"]
        found = Day._find_installations(file.readings, companies)
        known = [reading for reading in file.readings if reading in found]
        outcomes = self.env["elektrohisob.reading"]._accept(
            [
                {
                    "installation_id": found[reading],
                    "serial": reading.serial,
                    "date": reading.day,
                    "value": reading.value,
                    "reading_type": reading.reading_type,
                }
                for reading in known
            ],
            source="remote",
            message=message,
            companies=companies,
        )
        taken = dict(zip(known, outcomes, strict=True))
        return [
            (
                reading.line_no,
                f"{reading.serial} | {reading.reading_type} | {reading.day:%d.%m.%Y}"
                f" | {reading.value}",
                taken.get(reading) or Day._get_no_meter(reading),
            )
            for reading in file.readings
        ]

    @api.model
    def _get_interval_totals(self, files, rows):
        """Control sums: of all that the file holds, and of what was taken."""
        outcomes = [row[2] for row in rows]
        codes = {outcome["code"] for outcome in outcomes}
        is_marked = any(any(day.qualities) for file in files for day in file.days)
        receipt = 2 if "I01" in codes else 1 if is_marked else 0
        if any(outcome["state"] == "refused" for outcome in outcomes):
            receipt = 3
        totals = {
            "rows": len(rows),
            "values": sum(file.count for file in files),
            "sum": float(sum(file.total_wh for file in files) / 1000),
            "taken": sum(outcome.get("wh") or 0 for outcome in outcomes) / 1000,
            "repeats": sum(bool(outcome["repeat"]) for outcome in outcomes),
            "receipt": receipt,
        }
        zones = {file.gmt for file in files if file.gmt is not None}
        return totals | ({"gmt": max(zones)} if zones else {})


def _raw_day(day):
    """One day as shown in the protocol."""
    when = f"{day.day:%d.%m.%Y}" if day.day else ""
    parts = (day.area, day.point, day.reading_type, when, f"{day.wh / 1000:g} kWh")
    return " | ".join(part for part in (*parts, *day.notes) if part)
