{
    "name": "Elektrohisob: base",
    "summary": "Organisation, territory, personal accounts, periods, exchange",
    "version": "19.0.1.0.0",
    "category": "Elektrohisob",
    "author": "Elektrohisob developers",
    "license": "LGPL-3",
    "depends": ["mail", "portal", "web", "queue_job", "report_xlsx"],
    "data": [
        "security/elektrohisob_groups.xml",
        "security/ir.model.access.csv",
        "security/elektrohisob_rules.xml",
        "data/res_lang_data.xml",
        "data/res_currency_data.xml",
        "data/elektrohisob.region.csv",
        "data/elektrohisob.district.csv",
        "views/elektrohisob_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            # Debian's Odoo ships without this non-free file; only video-call
            # background blur is lost.
            (
                "remove",
                "mail/static/lib/selfie_segmentation/selfie_segmentation.js",
            ),
        ],
    },
    "pre_init_hook": "pre_init_hook",
    "post_init_hook": "post_init_hook",
    "application": True,
}
