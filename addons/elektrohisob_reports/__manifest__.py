{
    "name": "Elektrohisob: reports",
    "summary": "Turnover and analytical reports",
    "version": "19.0.1.0.0",
    "category": "Elektrohisob",
    "author": "Elektrohisob developers",
    "license": "LGPL-3",
    "depends": ["elektrohisob_claims"],
    "data": [],
}
