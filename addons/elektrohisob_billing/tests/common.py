from odoo.addons.elektrohisob_metering.tests.common import MeteringCommon


class BillingCommon(MeteringCommon):
    """Adds what ``IsolationTests`` needs of this addon."""

    @classmethod
    def _get_isolation_records(cls, company):
        records = super()._get_isolation_records(company)
        account = records["elektrohisob.account"]
        period = records["elektrohisob.period"]
        env = cls.env
        charge = env["elektrohisob.charge"].create(
            {
                "account_id": account.id,
                "company_id": company.id,
                "period_id": period.id,
                "kind": "regular",
                "month": "2026-01-01",
                "date_start": "2026-01-01",
                "date_end": "2026-02-01",
                "version_id": env["elektrohisob.tariff.version"].search([], limit=1).id,
                "amount": 600,
            }
        )
        entry = env["elektrohisob.ledger.entry"]._record(
            [{"account_id": account.id, "kind": "opening", "amount": 600.0}]
        )
        payment = env["elektrohisob.payment"].create(
            {
                "account_id": account.id,
                "company_id": company.id,
                "date": "2026-01-15",
                "amount": 100,
                "channel": "cash",
                "state": "posted",
            }
        )
        run = env["elektrohisob.charge.run"].create(
            {"company_id": company.id, "period_id": period.id}
        )
        chunk = env["elektrohisob.charge.run.chunk"].create({"run_id": run.id})
        code = env["elektrohisob.charge.run.parked"]._fields["code"].get_values(env)[0]
        parked = env["elektrohisob.charge.run.parked"].create(
            {"run_id": run.id, "account_id": account.id, "code": code}
        )
        printing = env["elektrohisob.bill.run"].create(
            {"company_id": company.id, "period_id": period.id}
        )
        part = env["elektrohisob.bill.run.part"].create({"run_id": printing.id})
        found = (charge, entry, payment, run, chunk, parked, printing, part)
        return records | {record._name: record for record in found}
