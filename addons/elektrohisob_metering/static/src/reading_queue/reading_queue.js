import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    formatDateTime,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatFloat } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "elektrohisob.reading";
const CHART = { width: 720, height: 180, left: 56, bottom: 24, top: 12 };

/**
 * The queue of doubtful readings: one page with all that is needed to decide, one key
 * to decide, and the next reading comes by itself.
 */
export class ReadingQueue extends Component {
    static template = "elektrohisob_metering.ReadingQueue";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        const { context } = this.props.action;
        this.given = context.reading_ids || [];
        this.state = useState({
            ids: [],
            index: 0,
            count: 0,
            data: null,
            mode: null,
            note: "",
            value: "",
            account: "",
            target: null,
            busy: false,
            decided: 0,
        });
        onWillStart(() => this.loadQueue());
        this.setupKeys();
        useEffect(
            () => this.focus(),
            () => [this.state.mode, this.state.target],
        );
    }

    /** The cursor stands where something is missing. */
    focus() {
        const { mode, target } = this.state;
        const name = mode === "correct" ? "value" : mode === "transfer" && !target && "account";
        const input = mode && this.root.el?.querySelector(`input[name=${name || "note"}]`);
        input?.focus();
        input?.select();
    }

    setupKeys() {
        const keys = {
            a: () => this.choose("accept"),
            z: () => this.choose("rollover"),
            r: () => this.choose("refuse"),
            c: () => this.choose("correct"),
            m: () => this.choose("transfer"),
            o: () => this.choose("move"),
            v: () => this.orderVisit(),
            j: () => this.go(1),
            k: () => this.go(-1),
            arrowright: () => this.go(1),
            arrowleft: () => this.go(-1),
        };
        for (const [key, callback] of Object.entries(keys)) {
            useHotkey(key, callback);
        }
        for (let digit = 1; digit <= 9; digit++) {
            useHotkey(String(digit), () => this.chooseByNumber(digit));
        }
        useHotkey("escape", () => this.cancel(), { bypassEditableProtection: true });
    }

    get display() {
        return { controlPanel: {} };
    }

    get modes() {
        const { data } = this.state;
        return [
            { mode: "accept", key: "A", name: _t("Accept"), style: "btn-success" },
            {
                mode: "rollover",
                key: "Z",
                name: _t("Register passed zero"),
                style: "btn-outline-success",
                hidden: !data.energy.kwh_rollover,
            },
            { mode: "refuse", key: "R", name: _t("Refuse"), style: "btn-danger" },
            { mode: "correct", key: "C", name: _t("Correct"), style: "btn-outline-primary" },
            {
                mode: "transfer",
                key: "M",
                name: _t("Move to another meter"),
                style: "btn-outline-primary",
            },
            {
                mode: "move",
                key: "O",
                name: _t("To the meter of that day"),
                style: "btn-outline-primary",
                hidden: data.reading.code !== "R02",
            },
        ].filter((one) => !one.hidden);
    }

    /** What was said when the reading came, unless it is said again below. */
    get isNoteShown() {
        const { note, objections, reading } = this.state.data;
        return note && !objections.some((one) => one.code === reading.code);
    }

    // Loading

    async loadQueue() {
        if (this.given.length) {
            this.state.ids = [...this.given];
            this.state.count = this.given.length;
        } else {
            const queue = await this.orm.call(MODEL, "get_queue", []);
            this.state.ids = queue.ids;
            this.state.count = queue.count;
        }
        await this.loadReading();
    }

    async loadReading() {
        this.clear();
        const id = this.state.ids[this.state.index];
        this.state.data = id ? await this.orm.call(MODEL, "get_decision", [[id]]) : null;
    }

    clear() {
        Object.assign(this.state, { mode: null, note: "", value: "", account: "", target: null });
    }

    async go(step) {
        const index = this.state.index + step;
        if (this.state.mode || index < 0 || index >= this.state.ids.length) {
            return;
        }
        this.state.index = index;
        await this.loadReading();
    }

    // Deciding

    choose(mode) {
        const { busy, data } = this.state;
        if (busy || !data?.reading.may_decide || !this.modes.some((one) => one.mode === mode)) {
            return;
        }
        const reasons = data.reasons[mode] || [];
        Object.assign(this.state, {
            mode,
            note: this.state.note || reasons[0] || "",
            value: mode === "correct" ? this.formatKwh(data.reading.value, true) : "",
        });
    }

    chooseByNumber(digit) {
        const neighbour = this.state.data?.neighbours[digit - 1];
        if (neighbour) {
            this.chooseNeighbour(neighbour);
        }
    }

    chooseNeighbour(neighbour) {
        this.choose("transfer");
        Object.assign(this.state, { target: neighbour, account: neighbour.account });
    }

    cancel() {
        this.clear();
        document.activeElement?.blur();
    }

    onAccount(ev) {
        Object.assign(this.state, { account: ev.target.value, target: null });
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.confirm(this.state.mode);
        }
    }

    async confirm(mode) {
        const { data, note, value, account, target, busy } = this.state;
        if (!mode || busy) {
            return;
        }
        if (!note.trim()) {
            this.notification.add(_t("Write why. It is kept with the reading, with your name."), {
                type: "warning",
            });
            this.root.el.querySelector("input[name=note]")?.focus();
            return;
        }
        this.state.busy = true;
        const decision = { mode, note };
        if (mode === "correct") {
            decision.value = value;
        } else if (mode === "transfer" || mode === "exchange") {
            Object.assign(decision, target ? { installation: target.id } : { account });
        }
        try {
            await this.orm.call(MODEL, "decide", [[data.reading.id]], decision);
            await this.showNext();
        } finally {
            this.state.busy = false;
        }
    }

    /** Busy until it is there: a key must not decide the reading just decided. */
    async showNext() {
        this.state.ids.splice(this.state.index, 1);
        this.state.count -= 1;
        this.state.decided += 1;
        this.state.index = Math.max(0, Math.min(this.state.index, this.state.ids.length - 1));
        document.activeElement?.blur();
        if (!this.state.ids.length && !this.given.length) {
            await this.loadQueue();
        } else {
            await this.loadReading();
        }
    }

    async orderVisit() {
        const { data, mode } = this.state;
        if (mode || !data?.reading.may_decide) {
            return;
        }
        const numbers = await this.orm.call(MODEL, "order_visit", [[data.reading.id]]);
        this.notification.add(_t("A visit is ordered: %s", numbers.join(", ")), {
            type: "success",
        });
        if (this.state.index < this.state.ids.length - 1) {
            await this.go(1);
        } else {
            await this.loadReading();
        }
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    // What is shown

    formatDay(day) {
        return day ? formatDate(deserializeDate(day)) : "";
    }

    formatInstant(instant) {
        return instant ? formatDateTime(deserializeDateTime(instant)) : "";
    }

    formatKwh(value, plain = false) {
        if (plain) {
            return String(Math.round(value * 1000) / 1000);
        }
        return formatFloat(value || 0, { digits: [16, 3], trailingZeros: false });
    }

    formatDaily(value) {
        return value || value === 0 ? formatFloat(value, { digits: [16, 1] }) : "–";
    }

    /** Bars of the booked months and, dashed, what the reading would mean a month. */
    get chart() {
        const { months, energy } = this.state.data;
        const { width, height, left, bottom, top } = CHART;
        const perMonth = energy.kwh > 0 && energy.days ? (energy.kwh / energy.days) * 30 : 0;
        const booked = Math.max(...months.map((one) => one.kwh), 1);
        const highest = Math.max(booked, Math.min(perMonth, booked * 4));
        const inner = height - top - bottom;
        const step = (width - left) / months.length;
        const at = (kwh) => top + inner * (1 - Math.max(kwh, 0) / highest);
        const bars = months.map((one, index) => ({
            ...one,
            key: one.month,
            x: left + index * step + 2,
            y: at(one.kwh),
            width: step - 4,
            height: Math.max(inner + top - at(one.kwh), 0),
            label: deserializeDate(one.month).toFormat(
                one.month.endsWith("-01-01") ? "yyyy" : "LL",
            ),
            title: `${deserializeDate(one.month).toFormat("LL.yyyy")}: ${this.formatKwh(one.kwh)}`,
        }));
        const lines = [0, 0.5, 1].map((part) => ({
            key: part,
            y: at(highest * part),
            label: this.formatDaily(highest * part).replace(/[.,]\d$/, ""),
        }));
        return {
            ...CHART,
            bars,
            lines,
            bottomY: height - 8,
            reading: perMonth
                ? { y: at(Math.min(perMonth, highest)), over: perMonth > highest, kwh: perMonth }
                : null,
        };
    }
}

registry.category("actions").add("elektrohisob_metering.reading_queue", ReadingQueue);
