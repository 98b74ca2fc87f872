from datetime import timedelta

from odoo import api, models

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..demo import askue, registers
from ..demo.district import END

#: Days before the last open month that have files, and the most days of all.
BEFORE, MOST = 31, 92
MONTH = 30
#: Days before the last one on which a point gave nothing: point → days.
SILENT = {3: (17, 18, 19), 4: (0, 1), 5: tuple(range(12))}
PARTLY, DOUBTFUL, FREE = (2, 12), (1, 9), (6, 10)  # point, days before the last one
STRANGER = "262690000000990017"


class Demo(models.AbstractModel):
    """Automatic metering: half-hours up to yesterday with what goes wrong in them."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _listen_askue(self, town):
        """Channels of six firms and a roof; a file a day, a copy, a correction of
        values, a broken file and a stranger."""
        company = self.with_company(town.company)
        provider = company.env["elektrohisob.exchange.provider"]._find_provider(
            "askue_80020"
        )
        self._set_xmlid("demo_provider_askue", provider)
        channels = self._create_channels(town)
        last = business_today(self) - timedelta(days=1)
        days = min(max((last - END).days + 1, 0) + BEFORE, MOST)
        for ago in range(days - 1, -1, -1):
            day, number = last - timedelta(days=ago), days - ago
            content = self._write_day(channels, day, number, ago)
            name = f"80020_300000033_{day:%Y%m%d}_{number}_{askue.AREA}.xml"
            provider._receive(name, content)
            if ago == 20:  # comes twice, under another name
                provider._receive(name.replace(".xml", "_2.xml"), content + b"\n")
        provider._receive(f"80020_{last:%Y%m%d}_buzilgan.xml", content[:1_500])
        self._correct_day(company, channels, last - timedelta(days=14))

    @api.model
    def _create_channels(self, town):
        """(point code, kind of energy) → kWh a day and the shape of the day."""
        firms = [one for one in town.consumers if one.category == "legal"]
        large = sorted(firms, key=lambda one: (-sum(one.use), one.serial))[:6]
        prosumer = self._get_prosumer(town)
        rows = [(one, "A+", one.use[-1] / MONTH, askue.WORK) for one in large]
        rows += [
            (large[0], "R+", large[0].use[-1] * 0.4 / MONTH, askue.WORK),
            (prosumer, "A+", prosumer.use[-1] / MONTH, askue.WORK),
            (prosumer, "A-", 160 / MONTH, askue.SUN),
        ]
        found = {}
        for consumer, kind, kwh, shape in rows:
            code = f"{town.company.account_prefix}00000{consumer.local_number}"
            point = self._get_point(town, consumer)[:1]
            self.env["elektrohisob.channel"].create(
                {
                    "usage_point_id": point.id,
                    "area_code": askue.AREA,
                    "point_code": code,
                    "reading_type": kind,
                    "name": point.account_id.name,
                }
            )
            found[code, kind] = (kwh, shape)
        return found

    @api.model
    def _write_day(self, channels, day, number, ago):
        """The file of a day; Sundays are quiet."""
        codes = list(dict.fromkeys(code for code, _kind in channels))
        factor = 0.55 if day.weekday() == 6 else 1.05
        values = {
            key: askue.half_hours(kwh * factor, shape)
            for key, (kwh, shape) in channels.items()
        }
        for place, silent in SILENT.items():
            if ago in silent:
                values = {key: v for key, v in values.items() if key[0] != codes[place]}
        if ago == PARTLY[1]:
            row = values[codes[PARTLY[0]], "A+"]
            row[20:26] = [None] * 6
        if ago < FREE[1]:
            values[STRANGER, "A+"] = askue.half_hours(64)
        doubtful = {codes[DOUBTFUL[0]]} if ago == DOUBTFUL[1] else set()
        return askue.layout(day, number, values, frozenset(doubtful))

    @api.model
    def _correct_day(self, company, channels, day):
        """The sender found other values for a day: layout 80040."""
        provider = company.env["elektrohisob.exchange.provider"]._find_provider(
            "askue_80040"
        )
        key = next(iter(channels))
        kwh, shape = channels[key]
        values = {key: askue.half_hours(kwh * 1.12, shape)}
        provider._receive(
            f"80040_300000033_{day:%Y%m%d}_1_{askue.AREA}.xml",
            askue.layout(day, 1_000, values, kind="80040"),
        )

    @api.model
    def _load_files(self, town):
        """A file of readings of a mahalla with rows that cannot be taken."""
        missing = self._get_missing(town)
        prefix = town.company.account_prefix
        rows = [
            (f"{prefix} {one.local_number}", f"{registers.register(one, END)}")
            for one in missing[20:26]
        ]
        rows[2:2] = [(f"{prefix} 00990018", "1450")]
        rows[4:4] = [(f"{prefix} {missing[26].local_number}", "12O5")]
        lines = [f"{number};{END:%d.%m.%Y};{value}" for number, value in rows]
        lines.append(f"{prefix} {missing[27].local_number};31.11.2026;2100")
        provider = self.env.ref("elektrohisob_billing.demo_provider_readings")
        content = "\n".join(["Hisob raqam;Sana;Koʻrsatkich", *lines])
        provider._receive("mahalla_2026-11-01.csv", content.encode())
