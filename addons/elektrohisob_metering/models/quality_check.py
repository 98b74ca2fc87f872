from odoo import api, models

from odoo.addons.elektrohisob_base.models.quality_check import ACTIVE, QualityCheck


class QualityCheckRegistry(models.AbstractModel):
    """Questions about points and meters."""

    _inherit = "elektrohisob.quality.check"

    @api.model
    def _get_checks(self):
        """Override of `elektrohisob_base` to ask about points and meters."""
        return [
            *super()._get_checks(),
            *self._get_point_checks(),
            *self._get_device_checks(),
            *self._get_channel_checks(),
        ]

    @api.model
    def _get_point_checks(self):
        _ = self.env._
        return [
            QualityCheck(
                "no_point",
                _("Accounts without a usage point"),
                "critical",
                _("Add the point on the Metering page of the account."),
                ACTIVE
                + """NOT EXISTS (
                SELECT 1 FROM elektrohisob_usage_point p
                 WHERE p.account_id = elektrohisob_account.id)
                """,
            ),
            QualityCheck(
                "point_no_meter",
                _("Connected points without a meter"),
                "major",
                _("Install a meter, or disconnect the point."),
                """
                SELECT p.company_id, p.id FROM elektrohisob_usage_point p
                  JOIN elektrohisob_account a ON a.id = p.account_id
                 WHERE a.state = 'active' AND p.connection_state = 'connected'
                   AND p.company_id = ANY(%(companies)s)
                   AND NOT EXISTS (
                       SELECT 1 FROM elektrohisob_installation i
                        WHERE i.usage_point_id = p.id AND i.active
                          AND daterange(i.date_start, i.date_end, '[]')
                              @> %(today)s::date)
                   AND NOT EXISTS (
                       SELECT 1 FROM elektrohisob_usage_point_term t
                        WHERE t.usage_point_id = p.id AND t.norm_power > 0
                          AND daterange(t.date_start, t.date_end, '[]')
                              @> %(today)s::date)
                """,
                model="elektrohisob.usage.point",
            ),
            QualityCheck(
                "negative_consumption",
                _("Points that used less than nothing"),
                "major",
                _("Check the meters of the point and of its sub-consumers."),
                """
                SELECT DISTINCT company_id, id FROM (
                    SELECT company_id, usage_point_id AS id
                      FROM elektrohisob_consumption
                     WHERE company_id = ANY(%(companies)s) AND reading_type = 'A+'
                       AND month >= %(today)s::date - interval '3 years'
                     GROUP BY 1, 2, month HAVING sum(kwh) < 0) AS point
                """,
                model="elektrohisob.usage.point",
            ),
        ]

    @api.model
    def _get_device_checks(self):
        _ = self.env._
        return [
            QualityCheck(
                "verification_overdue",
                _("Meters hanging past their verification"),
                "major",
                _("Plan their verification or replacement."),
                """
                SELECT company_id, id FROM elektrohisob_device
                 WHERE state = 'installed' AND date_verify_next < %(today)s::date
                   AND company_id = ANY(%(companies)s)
                """,
                model="elektrohisob.device",
            ),
            QualityCheck(
                "meter_year",
                _("Meters made in an impossible year"),
                "minor",
                _("Correct the year made in the meter."),
                """
                SELECT company_id, id FROM elektrohisob_device
                 WHERE year != 0 AND company_id = ANY(%(companies)s)
                   AND NOT year BETWEEN 1950 AND date_part('year', now())
                """,
                model="elektrohisob.device",
            ),
        ]

    @api.model
    def _get_channel_checks(self):
        _ = self.env._
        return [
            QualityCheck(
                "channel_twice",
                _("Points with two channels of one kind on the same days"),
                "critical",
                _("Give one of the channels a last day, or detach it."),
                # from before the database refused it
                """
                SELECT c.company_id, c.id FROM elektrohisob_channel c
                 WHERE c.company_id = ANY(%(companies)s) AND EXISTS (
                       SELECT 1 FROM elektrohisob_channel o
                        WHERE o.usage_point_id = c.usage_point_id
                          AND o.reading_type = c.reading_type AND o.id <> c.id
                          AND daterange(o.date_start, o.date_end, '[]')
                              && daterange(c.date_start, c.date_end, '[]'))
                """,
                model="elektrohisob.channel",
            ),
        ]
