import { Component, useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A report of the books: its table, page by page; a row opens what is behind it. */
export class GlSheetField extends Component {
    static template = "elektrohisob_billing.GlSheetField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        // rows are shown first, what takes longer is asked for then
        useEffect(
            (pending) => {
                if (pending) {
                    this.props.record.update({ is_whole: true });
                }
            },
            () => [this.table.pending],
        );
    }

    get table() {
        return this.props.record.data[this.props.name] || {};
    }

    get isEmpty() {
        return !this.table.error && !this.table.pending && !this.table.count;
    }

    /** Heads that stand over several columns, with how many; [] if there are none. */
    get above() {
        const spans = [];
        for (const { above } of this.table.columns || []) {
            const last = spans.at(-1);
            if (last && above && last.label === above) {
                last.count += 1;
            } else {
                spans.push({ label: above, count: 1, key: spans.length });
            }
        }
        return spans.some((span) => span.label) ? spans : [];
    }

    get first() {
        return this.table.page * this.table.size + 1;
    }

    get last() {
        return Math.min((this.table.page + 1) * this.table.size, this.table.count);
    }

    getRowClass(row) {
        return {
            o_elh_gl_group: row.style === "group",
            o_elh_gl_total: row.style === "total",
            o_elh_gl_link: row.key,
        };
    }

    /** The next page or the one before, from the row it follows or comes before. */
    turn(step) {
        const [before, after] = this.table.marks || [];
        const seek = step > 0 ? after && `>${after}` : before && `<${before}`;
        const page = this.table.page + step;
        return this.props.record.update({ page, seek: (page && seek) || false });
    }

    async open(row) {
        const { record } = this.props;
        if (!row.key || !(await record.save())) {
            return;
        }
        await this.action.doActionButton({
            type: "object",
            name: "action_open_row",
            resModel: record.resModel,
            resId: record.resId,
            resIds: [record.resId],
            context: { ...record.context, gl_row: row.key },
        });
    }

    onKeydown(ev, row) {
        if (ev.key === "Enter") {
            this.open(row);
        }
    }
}

registry.category("fields").add("elh_gl_sheet", {
    component: GlSheetField,
    displayName: _t("Report of the books"),
    supportedTypes: ["json"],
});
