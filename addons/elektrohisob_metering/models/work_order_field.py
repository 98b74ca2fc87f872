import base64
import binascii

from odoo import api, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.dates import business_today

PICTURES = (b"\xff\xd8\xff", b"\x89PNG")
PICTURE_BYTES = 4_000_000
VERSION = "2"


class WorkOrder(models.Model):
    """What the page of field crews shows and sends.

    Members of a crew may read orders but not write them: results are taken for them
    after a look at whose order it is.
    """

    _inherit = "elektrohisob.work.order"

    @api.model
    def _get_field_version(self):
        """Changes when the files of the page do."""
        return VERSION

    @api.model
    def _get_field_orders(self):
        """Issued orders of the crews of the user, in the order of the route."""
        crews = self.env["elektrohisob.crew"]._get_mine()
        return self.search(
            [("crew_id", "in", crews.ids), ("state", "=", "issued")],
            order="date_planned, crew_id, route_order, id",
        )

    @api.model
    def _get_field_data(self):
        """What the page needs, as plain data."""
        crews = self.env["elektrohisob.crew"]._get_mine()
        # names of shipped reasons; a member of a crew may not read other lists
        reasons = self.env["elektrohisob.reason"].search(
            [("document", "=", "work_fail")]
        )
        return {
            "user": self.env.uid,
            "crews": crews.mapped("name"),
            "orders": self._get_field_orders()._get_field_rows(),
            "reasons": [
                {"id": r.id, "name": r.name, "comment": r.needs_comment}
                for r in reasons
            ],
            "words": self._get_field_words(),
        }

    def _get_field_rows(self):
        """An order a dict; two queries for the readings of all. The telephones are
        for the crew, and that they were shown is noted."""
        self.account_id._note_look({"phone"})
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        last = self._get_last_readings()
        today = business_today(self)
        rows = []
        for order in self:
            account, installation = order.account_id, order.installation_id
            day_planned = order.date_planned
            day, value = last.get(installation.id, (None, None))
            rows.append(
                {
                    "id": order.id,
                    "number": order.number,
                    "kind": order.kind,
                    "kind_name": kinds[order.kind],
                    "date": f"{day_planned:%d.%m.%Y}" if day_planned else "",
                    "late": bool(day_planned and day_planned < today),
                    "place": order.route_order,
                    "account": account._format_number(account.number),
                    "name": account.name or "",
                    "address": account.address or "",
                    "phone": account.phone or "",
                    "point": order.usage_point_id.name or "",
                    "meter": installation.meter_id.display_name or "",
                    "seal": installation.seal_number or "",
                    "last": f"{value:g}" if value is not None else "",
                    "last_day": f"{day:%d.%m.%Y}" if day else "",
                    "last_value": float(value) if value is not None else None,
                    "reason": order.reason_id.name or "",
                    "ground": order.ground or "",
                    "instruction": order.instruction or "",
                }
            )
        return rows

    def _get_last_readings(self):
        """Id of the installation → (day, value) of its newest valid reading."""
        self.env["elektrohisob.reading"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (installation_id) installation_id, date, value
                  FROM elektrohisob_reading
                 WHERE installation_id = ANY(%s) AND reading_type = 'A+'
                   AND state = 'valid'
                 ORDER BY installation_id, date DESC
                """,
                self.installation_id.ids,
            )
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    # === RECEIVING === #

    @api.model
    def _receive_field(self, item):
        """Take a result or a photo of an order of the user's crew.

        :param dict item: ``order`` (id), ``uuid``, ``type`` (``result`` or
            ``photo``), and what ``_submit`` takes, or ``image`` (base64)
        :return: dict with ``message``, or with ``refused``
        """
        try:
            with self.env.cr.savepoint():
                return self._take_field(item)
        except LockError:
            raise  # the same item is being taken just now: the page sends it again
        except UserError as error:
            return {"refused": str(error)}

    def _take_field(self, item):
        order = self._find_field_order(item.get("order"))
        if item.get("type") == "photo":
            image = self._clean_picture(item.get("image"))
            # found above among the orders of the crew
            photos = self.env["elektrohisob.work.order.photo"].sudo()
            photos._submit(order, item.get("uuid"), image)
            return {"message": self.env._("Photo of %s taken.", order.number)}
        result = dict(item, submission=item.get("uuid"))
        if result.get("signature"):
            result["signature"] = self._clean_picture(result["signature"])
        return order._submit(result)

    @api.model
    def _find_field_order(self, order_id):
        """The order, for writing.

        :raise UserError: it is not one of the user's crews and districts
        """
        order_id = order_id if isinstance(order_id, int) else 0
        crews = self.env["elektrohisob.crew"]._get_mine()
        order = self.search([("id", "=", order_id), ("crew_id", "in", crews.ids)])
        if not order:
            raise UserError(
                self.env._(
                    "Your crew has no work order with the number %s any more. Ask the "
                    "engineer who has it now.",
                    order_id,
                )
            )
        # found under the rules of the user, who may not write orders himself
        return order.sudo()

    @api.model
    def _clean_picture(self, text):
        """Base64 of a JPEG or PNG of bearable size, without the head of a data URL."""
        try:
            text = str(text or "").split(",")[-1]
            content = base64.b64decode(text, validate=True)
        except (ValueError, binascii.Error):
            content = b""
        if not content.startswith(PICTURES) or len(content) > PICTURE_BYTES:
            raise UserError(
                self.env._(
                    "The picture is no JPEG or PNG of at most %s MB. Take it again.",
                    PICTURE_BYTES // 1_000_000,
                )
            )
        return text
