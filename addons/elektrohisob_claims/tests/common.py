from odoo.addons.elektrohisob_billing.tests.common import BillingCommon


class ClaimsCommon(BillingCommon):
    """Adds what ``IsolationTests`` needs of this addon."""

    @classmethod
    def _get_isolation_records(cls, company):
        records = super()._get_isolation_records(company)
        cls.env.flush_all()
        ageing = cls.env["elektrohisob.debt.ageing.report"].search(
            [("account_id", "=", records["elektrohisob.account"].id)]
        )
        plan = cls.env["elektrohisob.instalment"].create(
            {
                "account_id": records["elektrohisob.account"].id,
                "amount": 1000,
                "part_count": 2,
            }
        )
        reminder = cls.env["elektrohisob.debt.reminder"].create(
            {"company_id": company.id}
        )
        line = cls.env["elektrohisob.debt.reminder.line"].create(
            {
                "reminder_id": reminder.id,
                "account_id": records["elektrohisob.account"].id,
                "company_id": company.id,
                "date": "2026-05-01",
            }
        )
        found = (ageing, plan, plan.part_ids, reminder, line)
        return records | {record._name: record for record in found}
