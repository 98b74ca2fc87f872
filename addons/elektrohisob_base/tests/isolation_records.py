class IsolationRecords:
    """Records that ``_get_isolation_records`` of the common class needs."""

    @classmethod
    def _get_isolation_reorganisation(cls, account):
        """A reorganisation of the district with a slice, a line and a dated place."""
        units = {
            "company_id": account.company_id.id,
            "company_to_id": cls.enterprise.id,
            "date": "2026-01-01",
        }
        document = cls.env["elektrohisob.reorganisation"].create(
            {
                **units,
                "kind": "move",
                "order_number": "1",
                "order_date": "2025-12-20",
                "reason_id": cls.env["elektrohisob.reason"]
                .search([("document", "=", "reorganisation")], limit=1)
                .id,
            }
        )
        lines = cls.env["elektrohisob.account.transfer"].create(
            {
                "reorganisation_id": document.id,
                **units,
                "account_id": account.id,
                "number": account.number,
            }
        )
        part = document.slice_ids.create({"run_id": document.id})
        place = cls.env["elektrohisob.company.parent"].create(
            {
                "company_id": account.company_id.id,
                "parent_id": cls.enterprise.id,
                "date_start": "2020-01-01",
            }
        )
        return (document, lines, part, place)

    @classmethod
    def _get_isolation_agreement(cls, agreement):
        """A signed change and the annexes of a contract, which is a draft again."""
        row = {"agreement_id": agreement.id}
        agreement.state = "signed"
        change = cls.env["elektrohisob.agreement.change"].create(
            {**row, "date_start": "2026-02-01"}
        )
        agreement.state = "draft"
        volume = cls.env["elektrohisob.agreement.volume"].create(
            {**row, "month": "2026-01-01", "kwh": 100}
        )
        restriction = cls.env["elektrohisob.agreement.restriction"].create(row)
        case = cls.env["elektrohisob.account.case"].create(
            {"kind": "close", "account_id": agreement.account_id.id}
        )
        return (change, volume, restriction, case, case.document_ids)

    @classmethod
    def _get_isolation_references(cls, company):
        """A local row of every list of this addon, and a change of one of them."""
        rows = {}
        for name, vals in {
            "elektrohisob.region": {"code": f"19{company.id % 100:02d}"},
            "elektrohisob.district": {
                "code": f"17{company.id:05d}",
                "region_id": company.region_id.id,
            },
            "elektrohisob.locality": {"district_id": company.district_id.id},
            "elektrohisob.bank": {"code": f"9{company.id:04d}"},
            "elektrohisob.oked": {"code": f"Z{company.id}"},
            "elektrohisob.consumer.category": {"category": "household"},
            "elektrohisob.unit": {"symbol": "x", "quantity": "count"},
            "elektrohisob.reason": {"document": "other"},
            "elektrohisob.calendar.day": {"date": "2026-02-02"},
            "elektrohisob.identity.kind": {},
        }.items():
            row = {"name": f"Isolation {company.id}", "company_id": company.id, **vals}
            rows[name] = cls.env[name].create(row)
        rows["elektrohisob.street"] = cls.env["elektrohisob.street"].create(
            {
                "name": "Isolation",
                "locality_id": rows["elektrohisob.locality"].id,
                "company_id": company.id,
            }
        )
        rows["elektrohisob.building"] = cls.env["elektrohisob.building"].create(
            {
                "name": "1",
                "street_id": rows["elektrohisob.street"].id,
                "company_id": company.id,
            }
        )
        unit = rows["elektrohisob.unit"]
        unit.symbol = "y"
        rows["elektrohisob.reference.change"] = cls.env[
            "elektrohisob.reference.change"
        ].search([("model", "=", unit._name), ("res_id", "=", unit.id)])
        for name in ("elektrohisob.quality.finding", "elektrohisob.quality.count"):
            vals = {"company_id": company.id, "code": "no_name"}
            extra = {"severity": "minor"} if name.endswith("finding") else {}
            extra = extra or {"date": "2026-01-01"}
            rows[name] = cls.env[name].create({**vals, **extra})
        return rows

    @classmethod
    def _get_isolation_audit(cls, company, account):
        """A row of each log, and of the list of all of them."""
        output = cls.env["elektrohisob.audit.output"].create(
            {
                "user_id": cls.env.uid,
                "company_id": company.id,
                "kind": "print",
                "model": "elektrohisob.account",
            }
        )
        look = cls.env["elektrohisob.audit.look"].create(
            {
                "date": "2026-01-01",
                "day": "2026-01-01",
                "user_id": cls.env.uid,
                "company_id": company.id,
                "account_id": account.id,
                "what": "phone",
                "way": "read",
            }
        )
        cls.env.flush_all()
        report = cls.env["elektrohisob.audit.report"].search(
            [("company_id", "=", company.id), ("kind", "=", "look")]
        )
        return {row._name: row for row in (output, look, report)}
