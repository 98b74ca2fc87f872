from odoo import api, fields, models


class WorkOrderPhoto(models.Model):
    """Photo taken by the crew at the place of a work order."""

    _name = "elektrohisob.work.order.photo"
    _description = "Photo of a work order"
    _order = "id"

    order_id = fields.Many2one(
        "elektrohisob.work.order", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    submission = fields.Char(string="Number of the submission", required=True)
    image = fields.Image(required=True, max_width=1600, max_height=1600)
    image_small = fields.Image(
        string="Preview", related="image", max_width=320, max_height=320, store=True
    )
    user_id = fields.Many2one("res.users", string="By", required=True)

    _submission_uniq = models.Constraint(
        "unique(submission)", "This photo was already submitted."
    )

    @api.depends("order_id")
    def _compute_display_name(self):
        for photo in self:
            photo.display_name = self.env._("Photo of %s", photo.order_id.number)

    # === BUSINESS METHODS === #

    @api.model
    def _submit(self, order, submission, image):
        """Add a photo to an order; a repeated submission adds nothing.

        :return: whether it is new
        """
        order.lock_for_update(allow_referencing=True)
        submission = order._clean_submission(submission)
        if self.search_count([("submission", "=", submission)], limit=1):
            return False
        self.create(
            {
                "order_id": order.id,
                "submission": submission,
                "image": image,
                "user_id": self.env.uid,
            }
        )
        return True
