import csv
from datetime import date, timedelta
from pathlib import Path

from odoo.fields import Command

from odoo.addons.elektrohisob_base.tests.common import ElektrohisobCommon
from odoo.addons.elektrohisob_metering.adapters.intervals import ChannelDay

from .common_scenario import ScenarioChecks

SCENARIOS = Path(__file__).parent / "scenarios"
WHEN = (
    *("terms", "installations", "readings", "tariff", "settlements", "benefits"),
    *("acts", "intervals", "components"),
)


class TestScenarios(ScenarioChecks, ElektrohisobCommon):
    """Every scenario through the database; ``scenarios/README.md`` says how the
    files are read."""

    def test_scenarios(self):
        folders = sorted(SCENARIOS.glob("given_*"))
        self.assertTrue(folders)
        for folder in folders:
            with self.subTest(folder.name):
                savepoint = self.env.cr.savepoint(flush=True)
                try:
                    self._run_scenario(folder)
                finally:
                    savepoint.close(rollback=True)

    def _run_scenario(self, folder):
        when = {name: _rows(folder / "when" / f"{name}.csv") for name in WHEN}
        self._create_tariffs(when["tariff"], when["components"])
        self.meters = {}
        self.known = {}
        self.benefits = {}
        self.acts = {}
        self.account = self._create_scenario_account(when)
        for row in when["settlements"]:
            self._enter_facts(when, row["period"])
            period = self._open_period(date.fromisoformat(row["period"] + "-01"))
            self._settle_twice(period)
        self._check_consumption(_rows(folder / "then" / "consumption.csv"))
        self._check_zones(_rows(folder / "then" / "zones.csv"))
        benefits = _rows(folder / "then" / "benefit_charges.csv")
        self._check_benefits(benefits)
        components = _rows(folder / "then" / "component_charges.csv")
        self._check_components(components)
        charges = _rows(folder / "then" / "charges.csv")
        acts = _rows(folder / "then" / "act_charges.csv")
        self._check_acts(acts)
        self._check_charges(charges, [*benefits, *components, *acts])

    # === FACTS === #

    def _create_tariffs(self, rows, components):
        versions = {}
        for row in rows:
            key = (row["tariff"], row["date_start"], row["date_end"], row["vat_rate"])
            versions.setdefault(key, []).append(row)
        tariffs = {}
        for (code, start, end, vat), blocks in versions.items():
            tariff = tariffs.get(code)
            if not tariff:
                tariff = tariffs[code] = self.env["elektrohisob.tariff"].create(
                    {"code": code, "name": code, "group": "III",
                     "category": "household"}
                )  # fmt: skip
            self.env["elektrohisob.tariff.version"].create(
                {
                    "tariff_id": tariff.id,
                    "date_start": start,
                    "date_end": end or False,
                    "vat_rate": float(vat),
                    "rate_ids": [
                        Command.create(
                            {
                                "block": int(block["block"]),
                                "kwh_from": float(block["kwh_from"]),
                                "kwh_to": float(block["kwh_to"] or 0),
                                "price": float(block["price"]),
                            }
                        )
                        for block in blocks
                    ],
                    "component_ids": [
                        Command.create(
                            {
                                "number": int(part["number"]),
                                "kind": part["kind"],
                                **dict(
                                    pair.split("=")
                                    for pair in part["values"].split(";")
                                ),
                            }
                        )
                        for part in components
                        if (part["tariff"], part["date_start"]) == (code, start)
                    ],
                }
            )

    def _get_tariff(self, code):
        tariff = self.env["elektrohisob.tariff"].search([("code", "=", code)])
        self.assertEqual(len(tariff), 1, code)
        return tariff

    def _create_scenario_account(self, when):
        first = min(row["date_start"] for row in when["terms"])
        tariff = self._get_tariff(when["terms"][0]["tariff"])
        account = self._create_account(
            category=tariff.category, name="Scenario", date_open=first
        )
        self.agreement = self.env["elektrohisob.agreement"].create(
            {
                "number": "SCENARIO",
                "account_id": account.id,
                "date_start": first,
            }
        )
        self.agreement.action_activate()
        self.point = self.env["elektrohisob.usage.point"].create(
            {"account_id": account.id}
        )
        if when["intervals"]:
            self.env["elektrohisob.channel"].create(
                {"usage_point_id": self.point.id, "point_code": "SCENARIO"}
            )
        return account

    def _enter_facts(self, when, period):
        """Bring the database from what was known before to what is now known."""
        for name, identity, enter in (
            ("terms", ("date_start",), self._enter_terms),
            ("installations", ("installation",), self._enter_installations),
            ("readings", ("installation", "date"), self._enter_readings),
            ("benefits", ("benefit",), self._enter_benefits),
            ("intervals", ("date_start",), self._enter_intervals),
            ("acts", ("act",), self._enter_acts),
        ):
            known = {}
            for row in sorted(when[name], key=lambda row: row["known"]):
                if row["known"] <= period:
                    known[tuple(row[column] for column in identity)] = row
            before = self.known.get(name, {})
            changed = {key: row for key, row in known.items() if before.get(key) != row}
            enter(changed, before)
            self.known[name] = known

    def _enter_terms(self, changed, before):
        for (start,), row in sorted(changed.items()):
            vals = {
                "date_end": row["date_end"] or False,
                "tariff_id": self._get_tariff(row["tariff"]).id,
            }
            if (start,) in before:
                term = self.agreement.term_ids.filtered(
                    lambda term, start=start: str(term.date_start) == start
                )
                term.write(vals)
                term.flush_recordset()  # the next one must not overlap it
            else:
                self.env["elektrohisob.agreement.term"].create(
                    {"agreement_id": self.agreement.id, "date_start": start, **vals}
                )

    def _enter_installations(self, changed, before):
        for key, row in sorted(changed.items(), key=lambda item: item[0] not in before):
            vals = {
                "date_start": row["date_start"],
                "date_end": row["date_end"] or False,
                "multiplier": int(row["multiplier"]),
            }
            name = row["installation"]
            if key in before:
                self.meters[name].write(vals)
            else:
                self.meters[name] = self.env["elektrohisob.installation"].create(
                    {
                        "usage_point_id": self.point.id,
                        "meter_id": self._create_meter(name, int(row["digits"])).id,
                        **vals,
                    }
                )

    def _enter_benefits(self, changed, before):
        for key, row in sorted(changed.items()):
            vals = {
                "date_start": row["date_start"],
                "date_end": row["date_end"] or False,
                "persons": int(row["persons"]),
                "state": row["state"],
            }
            if key in before:
                self.benefits[row["benefit"]].write(vals)
                continue
            payer = self.env["res.partner"].create({"name": "P", "is_company": True})
            programme = self.env["elektrohisob.benefit.programme"].create(
                {
                    "code": f"S{row['benefit']}",
                    "name": f"Scenario {row['benefit']}",
                    "sequence": int(row["benefit"]),
                    "norm": "Scenario",
                    "payer_id": payer.id if row["payer"] == "1" else False,
                    "rate_ids": [
                        Command.create(
                            {
                                "date_start": "2000-01-01",
                                "percent": float(row["percent"]),
                                "basis": row["basis"],
                                "kwh_limit": float(row["kwh_limit"]),
                                "per": row["per"],
                                "above_norm": row["above_norm"] == "1",
                            }
                        )
                    ],
                }
            )
            self.benefits[row["benefit"]] = self.env["elektrohisob.benefit"].create(
                {
                    "account_id": self.account.id,
                    "programme_id": programme.id,
                    "person": "Scenario",
                    "basis": "Scenario",
                    **vals,
                }
            )

    def _enter_acts(self, changed, before):
        for key, row in sorted(changed.items()):
            if key in before:
                act = self.acts[row["act"]]
                act.note = "Scenario"
                act.action_cancel()
                continue
            act = self.env["elektrohisob.unauthorised.act"].create(
                {
                    "account_id": self.account.id,
                    "date": row["date_end"],
                    "date_start": row["date_start"],
                    "date_end": row["date_end"],
                    "method": "known",
                    "kwh_found": float(row["kwh"]),
                    "factor": float(row["factor"]),
                }
            )
            act._issue(self.env.user)
            self.acts[row["act"]] = act

    def _create_meter(self, serial, digits):
        meter_type = self.env["elektrohisob.device.type"].create(
            {"name": f"Scenario {serial}", "digits": digits}
        )
        return self.env["elektrohisob.device"].create(
            {
                "serial": serial,
                "type_id": meter_type.id,
                "company_id": self.district_a.id,
            }
        )

    def _enter_readings(self, changed, before):
        rows = []
        for (name, day), row in sorted(changed.items(), key=lambda item: item[0][1]):
            installation = self.meters[name]
            known = installation.reading_ids.filtered(
                lambda r, day=day: str(r.date) == day and r.state == "valid"
            )
            if not row["value"]:
                known._withdraw("Scenario")
                continue
            rows.append(
                {
                    "installation_id": installation.id,
                    "account_id": self.account.id,
                    "date": day,
                    "value": float(row["value"]),
                    "rollover": row["rollover"] == "1",
                }
            )
            if (name, day) in before:
                rows[-1]["replaces"] = known.id
        outcome = self.env["elektrohisob.reading"]._accept(
            rows, source="operator", decision="Scenario"
        )
        for result in outcome:
            self.assertEqual(result["state"], "accepted", result)

    def _enter_intervals(self, changed, before):
        days = []
        for row in changed.values():
            values = []
            for word in row["values"].split():
                kwh, _star, times = word.partition("*")
                values += [round(float(kwh) * 1000)] * int(times or 1)
            day = date.fromisoformat(row["date_start"])
            while day <= date.fromisoformat(row["date_end"]):
                days.append(
                    ChannelDay(
                        1, "", "SCENARIO", "A+", day, 60, tuple(values), (0,) * 24
                    )
                )
                day += timedelta(1)
        outcomes = self.env["elektrohisob.interval.day"]._accept(
            days, companies=self.district_a, company=self.district_a
        )
        self.assertEqual({row["state"] for row in outcomes} - {"accepted"}, set())

    # === SETTLING === #

    def _open_period(self, first_day):
        """The month ``first_day``, the only open one of the district."""
        periods = self.env["elektrohisob.period"]
        company = self.district_a.id
        earlier = periods.search(
            [("company_id", "=", company), ("state", "!=", "closed")]
        )
        earlier.write({"state": "closed"})
        earlier.flush_recordset()  # one open month at a time: a unique index
        return periods.create({"company_id": company, "date_start": first_day})

    def _settle_twice(self, period):
        settlement = self.env["elektrohisob.settlement"]
        settled = settlement._settle(self.account, period)
        self.assertFalse(settled.parked)
        rows = len(self._consumption()), len(self._charges())
        settlement._settle(self.account, period)
        again = len(self._consumption()), len(self._charges())
        self.assertEqual(again, rows, "the second run wrote rows")


def _rows(path):
    """Rows of a CSV file, none if it is absent."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
