{
    "name": "Elektrohisob: billing",
    "summary": "Tariffs, charges, ledger, payments, bills",
    "version": "19.0.1.0.0",
    "category": "Elektrohisob",
    "author": "Elektrohisob developers",
    "license": "LGPL-3",
    "depends": ["elektrohisob_metering", "account"],
    "data": [
        "security/ir.model.access.csv",
        "security/elektrohisob_rules.xml",
        "data/queue_job_data.xml",
        "data/elektrohisob_tariff_data.xml",
        "views/elektrohisob_charge_run_parked_views.xml",
        "views/elektrohisob_charge_run_views.xml",
        "views/elektrohisob_billing_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["elektrohisob_billing/static/src/autorefresh/*"],
    },
}
