{
    "name": "Elektrohisob: portal",
    "summary": "The consumer's personal cabinet",
    "version": "19.0.1.0.0",
    "category": "Elektrohisob",
    "author": "Elektrohisob developers",
    "license": "LGPL-3",
    "depends": ["elektrohisob_reports", "portal"],
    "data": [],
}
