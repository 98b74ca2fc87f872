"""What data files cannot do when the addon is installed."""

from odoo import api


def pre_init_hook(env: api.Environment) -> None:
    """Create the PostgreSQL extensions our constraints and indexes need."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


def post_init_hook(env: api.Environment) -> None:
    """Set so‘m; load Uzbek and Russian texts of the addons installed before.

    Addons installed later load the texts of active languages by themselves.
    """
    env["res.company"].search([])._set_currency_uzs()
    langs = ["uz_UZ", "ru_RU"]
    env["res.lang"]._activate_lang("ru_RU")
    installed = env["ir.module.module"].search(
        [("state", "in", ("installed", "to install", "to upgrade"))]
    )
    installed._update_translations(langs)
