"""Pure computation of all addons, tested without a database."""
