{
    "name": "Bench: a bare controller",
    "summary": "One row for one request, to compare with",
    "version": "19.0.1.0.0",
    "author": "Elektrohisob developers",
    "license": "LGPL-3",
    "depends": ["base"],
    "installable": True,
}
