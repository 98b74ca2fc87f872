{
    "name": "Elektrohisob: metering",
    "summary": "Usage points, meters, installations, readings, consumption",
    "version": "19.0.1.0.0",
    "category": "Elektrohisob",
    "author": "Elektrohisob developers",
    "license": "LGPL-3",
    "depends": ["elektrohisob_base"],
    "data": [
        "security/ir.model.access.csv",
        "security/elektrohisob_rules.xml",
        "views/elektrohisob_metering_menus.xml",
    ],
}
