{
    "name": "Elektrohisob: portal",
    "summary": "The consumer's personal cabinet",
    "version": "19.0.1.0.0",
    "category": "Elektrohisob",
    "author": "Elektrohisob developers",
    "license": "LGPL-3",
    "depends": ["elektrohisob_reports", "portal", "auth_signup"],
    "data": [
        "security/ir.model.access.csv",
        "security/elektrohisob_rules.xml",
        "data/ir_config_parameter_data.xml",
        "data/elektrohisob.parameter.csv",
        "data/elektrohisob.parameter.value.csv",
        "wizards/elektrohisob_account_grant_views.xml",
        "views/elektrohisob_account_views.xml",
        "views/cabinet_layout_templates.xml",
        "views/cabinet_home_templates.xml",
        "views/cabinet_account_templates.xml",
        "views/cabinet_reading_templates.xml",
        "views/cabinet_document_templates.xml",
    ],
    "demo": ["demo/elektrohisob_portal_demo.xml"],
    "assets": {
        "web.assets_frontend": [
            "elektrohisob_portal/static/src/scss/cabinet.scss",
            "elektrohisob_portal/static/src/interactions/**/*",
        ],
        "web.assets_tests": [
            "elektrohisob_portal/static/tests/tours/**/*",
        ],
    },
}
