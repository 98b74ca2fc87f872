import logging

from odoo import api, fields, models

from ..adapters.sync_client import SyncClient, SyncTrouble

_logger = logging.getLogger(__name__)


class SyncNode(models.Model):
    """A division in touch with its centre."""

    _inherit = "elektrohisob.sync.node"

    # === ACTIONS === #

    def action_pull(self):
        """Take what the centre has published, and send it our proposals.

        :raise UserError: this is not a division
        """
        self.ensure_one()
        self._check_operator("division")
        taken = self._pull()
        if self.error:
            return self._notify(self.error, "danger")
        if not taken:
            return self._notify(self.env._("In step with the centre: nothing new."))
        return self._notify(self.env._("Packages taken: %s", taken))

    @api.model
    def _cron_exchange(self):
        """Publish at the centre, pull at a division."""
        role = self._get_role()
        if role == "centre":
            self.env["elektrohisob.sync.package"]._publish()
        elif role == "division":
            centre = self._get_centre()
            if centre.url:
                centre._pull()

    # === PULL === #

    @api.model
    def _get_centre(self):
        # the exchange knows its other side, whoever started it
        return self.sudo().search([("role", "=", "centre")], limit=1)

    def _get_client(self):
        """The centre over the line.

        :raise SyncTrouble: ``no_address``
        """
        # the key is for the system alone
        node = self.sudo()
        if not node.url or not node.api_key:
            raise SyncTrouble("no_address")
        return SyncClient(node.url, node.database, node.api_key)

    def _pull(self):
        """Exchange with the centre as far as the line allows.

        Trouble is kept in ``error``, never raised: what was taken before it stays.

        :return: number of packages taken
        """
        self.ensure_one()
        # the state of the exchange is kept by the system
        node = self.sudo()
        taken = 0
        try:
            client = node._get_client()
            self.env["elektrohisob.sync.proposal"]._send(client)
            while offers := node._ask(client):
                for offer in offers:
                    node._pull_package(client, offer)
                    taken += 1
            if self.env["elektrohisob.sync.row"]._retry() != node.parked_count:
                node._ask(client)
            node._note_trouble(None)
        except SyncTrouble as trouble:
            node._note_trouble(trouble)
        self.env["elektrohisob.sync.package"]._keep()
        return taken

    def _ask(self, client):
        """Packages after ours; note how far the centre is.

        :raise SyncTrouble: ``chain``, ``older``: the centre has another history
        """
        last = self.env["elektrohisob.sync.package"].search(
            [("state", "=", "applied")], limit=1
        )
        parked = self.env["elektrohisob.sync.row"].search_count(
            [("state", "=", "parked")]
        )
        answer = client.call(
            "elektrohisob.sync.package", "pending", after=last.number, parked=parked
        )
        offers = answer["packages"]
        self.write(
            {
                "last_number": last.number,
                "centre_number": answer["last"],
                "oldest_waiting": offers[0]["date"] if offers else False,
                "parked_count": parked,
                "last_contact": fields.Datetime.now(),
            }
        )
        if answer["last"] < last.number:
            raise SyncTrouble("older", f"{answer['last']} < {last.number}")
        if last and answer["after_hash"] != last.hash:
            raise SyncTrouble("chain", str(last.number))
        return offers

    def _pull_package(self, client, offer):
        """Fetch and take one package; it is one transaction."""
        packages = self.env["elektrohisob.sync.package"]
        content = packages._fetch(client, offer)
        try:
            with self.env.cr.savepoint():
                packages._take(content)
        except SyncTrouble as trouble:
            package = packages.search([("number", "=", offer["number"])])
            package._refuse(trouble, self._explain(trouble))
            raise
        packages._keep()

    def _note_trouble(self, trouble):
        """Show, or clear, why the exchange stopped."""
        if trouble:
            _logger.info("Synchronisation stopped: %s", trouble)
        self.write(
            {
                "error_code": trouble and trouble.code,
                "error": trouble and self._explain(trouble),
            }
        )

    @api.model
    def _explain(self, trouble):
        """What went wrong and what to do, in a sentence."""
        sentences = {
            **self._get_line_sentences(trouble.detail),
            **self._get_package_sentences(trouble.detail),
        }
        return sentences.get(trouble.code, str(trouble))

    @api.model
    def _get_line_sentences(self, detail):
        _ = self.env._
        return {
            "no_address": _(
                "The address or the key of the centre is not set. Enter the "
                "invitation of the centre under This database, or load packages "
                "from files."
            ),
            "no_line": _(
                "There is no connection to the centre. What was fetched is kept; the "
                "exchange goes on by itself when the line is back."
            ),
            "wrong_key": _(
                "The centre does not accept the key. Ask the centre for a new "
                "invitation."
            ),
            "forbidden": _(
                "The centre knows the key, but not as one of a division. Ask the "
                "centre for a new invitation."
            ),
            "not_found": _(
                "There is no Elektrohisob at the address of the centre. Check the "
                "address and the database."
            ),
            "refused": _("The centre refuses: %s", detail),
            "server": _("The server of the centre is in trouble: %s", detail),
        }

    @api.model
    def _get_package_sentences(self, detail):
        _ = self.env._
        return {
            "file": _("The file is not a package of reference data."),
            "digest": _(
                "The package was damaged on the way. It is fetched again next time."
            ),
            "signature": _(
                "The package is not signed by the centre (key %s). Nothing was taken "
                "from it. If the centre has a new key, ask for its invitation.",
                detail,
            ),
            "no_key": _(
                "The key of the centre is not known here. Enter the invitation of "
                "the centre under This database."
            ),
            "gap": _(
                "Packages are missing between the last one taken and this one "
                "(%s). Load the missing ones first.",
                detail,
            ),
            "chain": _(
                "Package %s here is another one than at the centre: one of the two "
                "databases was restored from a copy. Begin anew with a new invitation.",
                detail,
            ),
            "older": _(
                "The centre has fewer packages than this division (%s): it was "
                "restored from an older copy. Nothing is taken until it has caught up.",
                detail,
            ),
        }
