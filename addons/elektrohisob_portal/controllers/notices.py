from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .cabinet import BASE, ROWS
from .documents import OPTIONS, Documents


class Notices(Documents):
    """Advance notices in the cabinet of an organisation."""

    @http.route(
        [
            f"{BASE}/<int:account_id>/notices",
            f"{BASE}/<int:account_id>/notices/page/<int:page>",
        ],
        readonly=True,
        **OPTIONS,
    )
    def notices(self, account_id, page=1, **kwargs):
        """Advance notices the organisation was sent, the newest month first."""
        account = self._find_organisation(account_id)
        if not account:
            return request.redirect("/my")
        notices = account.env["elektrohisob.advance.notice"]
        domain = account._get_cabinet_notice_domain()
        pager = portal_pager(
            url=f"{BASE}/{account.id}/notices",
            total=notices.search_count(domain),
            page=page,
            step=ROWS,
        )
        values = self._prepare_account_values(account, "notices")
        found = notices.search(domain, limit=ROWS, offset=pager["offset"])
        values.update({"pager": pager, "notices": found})
        return request.render("elektrohisob_portal.notices_page", values)

    @http.route(f"{BASE}/<int:account_id>/notice/<int:notice_id>/pdf", **OPTIONS)
    def notice_pdf(self, account_id, notice_id, **kwargs):
        """The advance notice as PDF in the language of the page."""
        account = self._find_organisation(account_id)
        notice = self._find_document(account, "elektrohisob.advance.notice", notice_id)
        if not notice:
            return request.redirect("/my")
        return self._answer_file(
            notice,
            notice._render_pdf(request.env.lang),
            f"{notice.number}.pdf",
            request.env._("Advance notice"),
        )
