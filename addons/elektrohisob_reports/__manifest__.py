{
    "name": "Elektrohisob: reports",
    "summary": "Turnover and analytical reports",
    "version": "19.0.1.0.0",
    "category": "Elektrohisob",
    "author": "Elektrohisob developers",
    "license": "LGPL-3",
    "depends": ["elektrohisob_claims"],
    "data": [
        "security/ir.model.access.csv",
        "security/elektrohisob_rules.xml",
        "report/turnover_xlsx.xml",
        "views/elektrohisob_turnover_report_views.xml",
        "views/elektrohisob_period_views.xml",
        "views/elektrohisob_turnover_print_views.xml",
        "views/elektrohisob_reports_menus.xml",
    ],
}
