"""What data files cannot do when the addon is installed."""

from odoo import api

#: Login and password of the administrator of every new database of Odoo.
SHIPPED = "admin"


def pre_init_hook(env: api.Environment) -> None:
    """Create the PostgreSQL extensions our constraints and indexes need."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


def post_init_hook(env: api.Environment) -> None:
    """Set so‘m; load Uzbek and Russian texts of the addons installed before; have the
    password of a new database changed.

    Addons installed later load the texts of active languages by themselves.
    """
    end_shipped_password(env)
    env["res.company"].search([])._set_currency_uzs()
    langs = ["uz_UZ", "ru_RU"]
    env["res.lang"]._activate_lang("ru_RU")
    installed = env["ir.module.module"].search(
        [("state", "in", ("installed", "to install", "to upgrade"))]
    )
    installed._update_translations(langs)


def end_shipped_password(env: api.Environment) -> None:
    """The password everybody knows is changed at the first login, but in the demo."""
    admin = env.ref("base.user_admin")
    hashed = admin._get_password_hashes().get(admin.id)
    demo = env.ref("base.module_elektrohisob_base").demo
    if hashed and not demo and env.user._crypt_context().verify(SHIPPED, hashed):
        admin.password_temporary = True
