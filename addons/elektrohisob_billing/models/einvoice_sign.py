import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError

TO_SIGN = "to_sign"
#: A signature with its document and certificates; more is none.
LARGEST = 4_000_000


class Einvoice(models.Model):
    """Signing: people sign in their browser with a signer of the operator's choice, or
    a program does through :meth:`payloads` and :meth:`sign`."""

    _inherit = "elektrohisob.einvoice"

    # === API === #

    @api.model
    @api.readonly
    def payloads(self, *, ids):
        """What is to be signed, byte for byte.

        :param list ids: ids of documents; those in another state are left out
        :return: list of dicts with ``id``, ``number``, ``amount`` (so'm) and
        ``payload`` (base64)
        :raise AccessError: the user may not send documents
        """
        return [
            {
                "id": one.id,
                "number": one.display_name,
                "amount": one.amount,
                "payload": base64.b64encode(one.payload.encode()).decode(),
            }
            for one in self._find_to_sign(ids)
        ]

    @api.model
    def sign(self, *, signatures):
        """Take signatures; jobs hand the documents over.

        :param list signatures: dicts with ``id``, ``pkcs7`` (base64, the document in
            it), ``signature`` (hexadecimal) and ``signer`` (certificate, in words)
        :return: dict with ``taken`` and ``left`` (ids in another state by now)
        :raise AccessError: the user may not send documents
        :raise UserError: a signature is none
        """
        by_id = {int(row["id"]): row for row in signatures}
        found = self._find_to_sign(list(by_id))
        for one in found:
            one._take_signature(by_id[one.id])
        found._start("_hand_over")
        return {"taken": found.ids, "left": sorted(set(by_id) - set(found.ids))}

    # === ACTIONS === #

    def action_sign(self):
        """Button: sign the chosen documents that wait for it."""
        found = self._find_to_sign(self.ids)
        if not found:
            raise UserError(
                self.env._(
                    "None of the chosen documents is to be signed. Prepare them first; "
                    "what has faults is corrected first."
                )
            )
        providers = found.provider_id.sudo()  # settings are seen by administrators
        signers = set(providers.mapped("einvoice_signer"))
        if len(signers) > 1:
            raise UserError(
                self.env._("The documents have several signers. Choose by operator.")
            )
        [signer] = signers
        if signer == "trial":
            return found._sign_trial()
        return {
            "type": "ir.actions.client",
            "tag": "elektrohisob_einvoice_sign",
            "name": self.env._("Sign electronic documents"),
            "target": "new",
            "params": {
                "ids": found.ids,
                "signer": signer,
                "keys": " ".join(
                    filter(None, providers.mapped("einvoice_keys"))
                ).split(),
                "tins": sorted({one._get_einvoice_tin() for one in providers}),
            },
        }

    # === BUSINESS METHODS === #

    @api.model
    def _find_to_sign(self, ids):
        """Those of the documents that the user may sign, in the order of the ids."""
        self._check_may_send()
        domain = [("id", "in", list(map(int, ids))), ("state", "=", TO_SIGN)]
        found = self.search(domain)
        return found.sorted(lambda one: ids.index(one.id))

    def _take_signature(self, row):
        """Keep a signature before anything is done with it."""
        text = row.get("pkcs7") or ""
        try:
            is_good = len(text) <= LARGEST and base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError, TypeError):
            is_good = False
        if not is_good:
            raise UserError(
                self.env._(
                    "The signature of %(document)s is none (PKCS#7 in base64). Sign it "
                    "again.",
                    document=self.display_name,
                )
            )
        self._move(
            "signed",
            signature=text,
            signature_hex=row.get("signature") or False,
            signer=(row.get("signer") or "")[:200] or False,
            signed_by_id=self.env.uid,
            date_signed=fields.Datetime.now(),
        )

    def _sign_trial(self):
        """A signature that only a simulator takes."""
        self.sign(
            signatures=[
                {
                    "id": one.id,
                    "pkcs7": base64.b64encode(b"TEST" + one.payload.encode()).decode(),
                    "signature": "00",
                    "signer": "TEST",
                }
                for one in self
            ]
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Signed for trial: %s.", len(self)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
