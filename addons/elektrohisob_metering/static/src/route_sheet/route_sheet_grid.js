import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatFloat } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "elektrohisob.route.sheet";
const BADGES = {
    good: "text-bg-success",
    accepted: "text-bg-success",
    parked: "text-bg-warning",
    refused: "text-bg-danger",
};

/**
 * Entry of a route sheet by keyboard alone: a number, Enter, the next meter.
 *
 * Every row is kept on the server when it is left; what could not be sent stays in
 * the browser and is sent again when the sheet is opened.
 */
export class RouteSheetGrid extends Component {
    static template = "elektrohisob_metering.RouteSheetGrid";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.mutex = new Mutex();
        const { params, context } = this.props.action;
        this.sheetId = params?.sheet_id || context.sheet_id || context.active_id;
        this.state = useState({ name: "", rows: [], remarks: [], current: -1, sheet: "open" });
        onWillStart(() => this.load());
        onMounted(() => {
            const empty = this.state.rows.findIndex((row) => row.state === "empty");
            this.focus(Math.max(empty, 0));
        });
    }

    get display() {
        return { controlPanel: {} };
    }

    get key() {
        return `elektrohisob_route_sheet_${this.sheetId}`;
    }

    get totals() {
        const count = (test) => this.state.rows.filter(test).length;
        return {
            all: this.state.rows.length,
            typed: count((row) => row.value || row.remark_id),
            taken: count((row) => row.state === "accepted"),
            doubt: count((row) => ["parked", "refused"].includes(row.verdict)),
            unsaved: count((row) => row.unsaved),
        };
    }

    async load() {
        const grid = await this.orm.call(MODEL, "get_grid", [[this.sheetId]]);
        Object.assign(this.state, { name: grid.name, route: grid.route, date: grid.date });
        this.state.sheet = grid.state;
        this.state.rows = grid.rows;
        this.state.remarks = grid.remarks;
        this.env.config?.setDisplayName?.(grid.name);
        const kept = JSON.parse(browser.localStorage.getItem(this.key) || "{}");
        for (const [id, typed] of Object.entries(kept)) {
            const row = grid.rows.find((one) => one.id === Number(id));
            if (row && row.state !== "accepted") {
                this.change(this.state.rows[grid.rows.indexOf(row)], typed);
            }
        }
        if (grid.state === "open" && this.totals.unsaved) {
            this.save();
        }
    }

    // What is shown

    formatDay(day) {
        return day ? formatDate(deserializeDate(day)) : "";
    }

    formatKwh(value) {
        return formatFloat(value, { digits: [16, 3], trailingZeros: false });
    }

    formatDaily(value) {
        return value ? formatFloat(value, { digits: [16, 1] }) : "";
    }

    /** kWh a day of what is typed, at once, before the server has looked at it. */
    daily(row) {
        const value = Number((row.value || "").replace(/\s/g, "").replace(",", "."));
        if (!row.value || Number.isNaN(value) || !row.previous_date) {
            return "";
        }
        const days = deserializeDate(this.state.date).diff(
            deserializeDate(row.previous_date),
            "days",
        ).days;
        const kwh = (value - row.previous_value) * row.multiplier;
        return days > 0 ? formatFloat(kwh / days, { digits: [16, 1] }) : "";
    }

    badge(row) {
        return BADGES[row.verdict] || "text-bg-light";
    }

    verdictName(row) {
        const names = {
            good: _t("Good"),
            accepted: _t("Taken"),
            parked: row.state === "parked" ? _t("In the queue") : _t("Doubtful"),
            refused: row.state === "refused" ? _t("Refused") : _t("Impossible"),
        };
        return row.unsaved ? _t("Not saved yet") : names[row.verdict] || "";
    }

    isLocked(row) {
        return this.state.sheet !== "open" || row.state === "accepted";
    }

    // Typing

    onFocus(index, ev) {
        this.state.current = index;
        if (ev.target.select) {
            ev.target.select();
        }
    }

    onInput(row, ev) {
        this.change(row, { value: ev.target.value });
    }

    onRemark(row, ev) {
        this.change(row, { remark_id: Number(ev.target.value) || false });
        this.save();
    }

    onConfirm(row, ev) {
        this.change(row, { is_confirmed: ev.target.checked });
        this.save();
    }

    change(row, typed) {
        Object.assign(row, typed, { unsaved: true });
        this.keep();
    }

    onKeydown(index, field, ev) {
        const moves = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };
        const step = field === "remark" && ev.key !== "Enter" ? 0 : moves[ev.key];
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey)) {
            ev.preventDefault();
            this.take();
        } else if (step) {
            ev.preventDefault();
            this.save();
            this.focus(index + step);
        }
    }

    focus(index) {
        const last = this.state.rows.length - 1;
        const target = Math.min(Math.max(index, 0), last);
        const inputs = this.root.el?.querySelectorAll("input[name=value]") || [];
        inputs[target]?.focus();
        inputs[target]?.scrollIntoView({ block: "nearest" });
    }

    // Keeping

    /** Remember in the browser what the server does not have yet. */
    keep() {
        const waiting = {};
        for (const row of this.state.rows.filter((one) => one.unsaved)) {
            const { value, remark_id, is_confirmed } = row;
            waiting[row.id] = { value, remark_id, is_confirmed };
        }
        if (Object.keys(waiting).length) {
            browser.localStorage.setItem(this.key, JSON.stringify(waiting));
        } else {
            browser.localStorage.removeItem(this.key);
        }
    }

    save() {
        return this.mutex.exec(() => this._save());
    }

    async _save() {
        const rows = this.state.rows.filter((row) => row.unsaved && row.state !== "accepted");
        if (!rows.length) {
            return;
        }
        const sent = rows.map(({ id, value, remark_id, is_confirmed }) => ({
            id,
            value,
            remark_id,
            is_confirmed,
        }));
        const found = await this.orm.silent.call(MODEL, "enter_rows", [[this.sheetId]], {
            rows: sent,
        });
        found.forEach((fresh, index) => {
            const row = rows[index];
            const same = ["value", "remark_id", "is_confirmed"].every(
                (name) => (row[name] || "") === (sent[index][name] || ""),
            );
            if (same) {
                Object.assign(row, fresh, { unsaved: false });
            }
        });
        this.keep();
    }

    async take() {
        await this.save();
        const found = await this.mutex.exec(() => this.orm.call(MODEL, "take", [[this.sheetId]]));
        await this.load();
        const text = _t(
            "Taken: %(accepted)s, in the queue: %(parked)s, refused: %(refused)s",
            found,
        );
        this.notification.add(text, { type: found.refused ? "warning" : "success" });
    }

    openQueue() {
        return this.action.doAction("elektrohisob_metering.reading_action_queue");
    }
}

registry.category("actions").add("elektrohisob_metering.route_sheet_grid", RouteSheetGrid);
