from .common_bill import BillCommon


class TestBillRoute(BillCommon):
    """Bills in the order in which controllers walk."""

    def test_a_file_for_each_route(self):
        """Stops 1 and 2 of route 02 and the only one of route 01; one consumer is on
        no route. By route: 01, 02 from its first stop, then who has none."""
        others = [self._create_consumer(f"262640000003{n}") for n in range(3)]
        first, second, none = others
        routes = self.env["elektrohisob.route"].create(
            [
                {"code": code, "name": code, "company_id": self.district_a.id}
                for code in ("02", "01/a")
            ]
        )
        for route, account in (
            (routes[0], second),
            (routes[0], self.account),
            (routes[1], first),
        ):
            route._append(account.usage_point_ids)
        period = self._open_period("2026-04-01")
        run = self.env["elektrohisob.bill.run"].create(
            {
                "company_id": self.district_a.id,
                "period_id": period.id,
                "scope": "all",
                "arrangement": "route",
            }
        )
        own = {second.id, self.account.id, first.id, none.id}
        files = [
            (row["route_id"], [id_ for id_ in row["account_ids"] if id_ in own])
            for row in run._prepare_slices_vals()
        ]
        self.assertEqual(
            files,
            [
                (routes[1].id, [first.id]),
                (routes[0].id, [second.id, self.account.id]),
                (None, [none.id]),
            ],
        )
        run.chunk_size = 1
        sizes = [row["bill_count"] for row in run._prepare_slices_vals()]
        self.assertEqual(set(sizes), {1})
        run.route_ids = routes[1]
        self.assertEqual(run._find_accounts(), [(first.id, routes[1].id)])
        part = run.part_ids.create({**run._prepare_slices_vals()[0]})
        name = part._attach("pdf", "application/pdf", b"%PDF").name
        self.assertEqual(name, "bills-2026-04-0001-01-a.pdf")
        run.arrangement = "address"
        self.assertEqual({row[1] for row in run._find_accounts()}, {None})
