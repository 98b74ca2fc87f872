class ScenarioChecks:
    """What is booked, compared with the files of ``then/``."""

    def _consumption(self):
        return self.env["elektrohisob.consumption"].search(
            [("account_id", "=", self.account.id)]
        )

    def _charges(self):
        return self.env["elektrohisob.charge"].search(
            [("account_id", "=", self.account.id)]
        )

    def _check_consumption(self, expected):
        rows = self._consumption().filtered(lambda row: row.reading_type == "A+")
        self._check_energy(expected, rows, "quality")

    def _check_zones(self, expected):
        rows = self._consumption().filtered(lambda row: row.reading_type != "A+")
        self._check_energy(expected, rows, "reading_type")

    def _check_energy(self, expected, rows, last):
        """Compare kWh by all a row names; ``last`` is the field in the last place."""
        booked = {}
        for row in rows:
            key = (
                f"{row.period_id.date_start:%Y-%m}",
                str(row.month),
                row.installation_id.meter_id.serial,
                str(row.date_start),
                str(row.date_end),
                row[last],
            )
            booked[key] = round(booked.get(key, 0) + row.kwh, 3)
        self.assertEqual(
            {key: kwh for key, kwh in booked.items() if kwh},
            {tuple(row.values())[:-1]: float(row["kwh"]) for row in expected},
        )

    def _sum_charges(self, rows, get_key, energy="kwh"):
        """(energy, so'm, VAT) by period, month, first day and ``get_key`` of a charge;
        what adds up to nothing is left out."""
        booked = {}
        for row in rows:
            key = (
                f"{row.period_id.date_start:%Y-%m}",
                str(row.month),
                str(row.date_start),
                *get_key(row),
            )
            figures = booked.get(key, (0, 0, 0))
            change = (row[energy], row.amount, row.vat)
            booked[key] = tuple(
                round(a + b, 3) for a, b in zip(figures, change, strict=True)
            )
        return {key: figures for key, figures in booked.items() if any(figures)}

    def _check_components(self, expected):
        booked = self._sum_charges(
            self._charges().filtered("component_id"),
            lambda row: (row.component_id.number, row.block),
        )
        self.assertEqual(
            booked,
            {
                (
                    *(row["period"], row["month"], row["date_start"]),
                    *(int(row["component"]), int(row["block"])),
                ): (float(row["kwh"]), float(row["amount"]), float(row["vat"]))
                for row in expected
            },
        )

    def _check_benefits(self, expected):
        numbers = {row.id: int(number) for number, row in self.benefits.items()}
        booked = self._sum_charges(
            self._charges().filtered("benefit_id"),
            lambda row: (numbers[row.benefit_id.id], row.block, row.price),
            "quantity",
        )
        self.assertEqual(
            booked,
            {
                (
                    row["period"],
                    row["month"],
                    row["date_start"],
                    int(row["benefit"]),
                    int(row["block"]),
                    float(row["price"]),
                ): (float(row["kwh"]), float(row["amount"]), float(row["vat"]))
                for row in expected
            },
        )
        entries = self.env["elektrohisob.ledger.entry"].search(
            [("account_id", "=", self.account.id), ("kind", "=", "benefit")]
        )
        total = sum(float(row["amount"]) for row in expected)
        self.assertAlmostEqual(sum(entries.mapped("amount")), total, 2)

    def _check_acts(self, expected):
        numbers = {row.id: int(number) for number, row in self.acts.items()}
        booked = self._sum_charges(
            self._charges().filtered("act_id"),
            lambda row: (numbers[row.act_id.id], row.block, row.price),
            "quantity",
        )
        self.assertEqual(
            booked,
            {
                (
                    *(row["period"], row["month"], row["date_start"]),
                    *(int(row["act"]), int(row["block"]), float(row["price"])),
                ): (float(row["kwh"]), float(row["amount"]), float(row["vat"]))
                for row in expected
            },
        )

    def _check_charges(self, expected, others):
        booked = self._sum_charges(
            self._charges().filtered(
                lambda row: not (row.benefit_id or row.component_id or row.act_id)
            ),
            lambda row: (
                row.version_id.tariff_id.code,
                str(row.version_id.date_start),
                row.block,
                row.price,
            ),
        )
        self.assertEqual(
            booked,
            {
                (
                    row["period"],
                    row["month"],
                    row["date_start"],
                    row["tariff"],
                    row["version"],
                    int(row["block"]),
                    float(row["price"]),
                ): (float(row["kwh"]), float(row["amount"]), float(row["vat"]))
                for row in expected
            },
        )
        total = sum(float(row["amount"]) for row in [*expected, *others])
        self.assertAlmostEqual(self.account.state_ids.balance, total, 2)
        entries = self.env["elektrohisob.ledger.entry"].search(
            [("account_id", "=", self.account.id)]
        )
        self.assertAlmostEqual(sum(entries.mapped("amount")), total, 2)
