{
    "name": "Elektrohisob: claims",
    "summary": "Debt to money: ageing of debts of personal accounts",
    "version": "19.0.1.0.0",
    "category": "Elektrohisob",
    "author": "Elektrohisob developers",
    "license": "LGPL-3",
    "depends": ["elektrohisob_billing"],
    "data": [
        "security/ir.model.access.csv",
        "security/elektrohisob_rules.xml",
        "data/elektrohisob.parameter.csv",
        "data/elektrohisob.parameter.value.csv",
        "views/elektrohisob_debt_ageing_report_views.xml",
        "views/elektrohisob_claims_menus.xml",
    ],
}
