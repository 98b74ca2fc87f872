import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onWillStart, useState } from "@odoo/owl";

const LETTERS = { read: "R", write: "W", create: "C", unlink: "D" };
const MARKS = {
    own: "●",
    above: "▲",
    common: "△",
    below: "▼",
    all: "∗",
    households: "◐",
    legal: "◑",
    centre: "◆",
    colleagues: "○",
    consumer: "◌",
    rule: "◇",
};

/** Matrix of rights: models down, roles across, made from the rules as they are. */
export class RightsMatrix extends Component {
    static template = "elektrohisob_base.RightsMatrix";
    static components = { Layout, RecordSelector };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            matrix: { roles: [], subsystems: [], rows: [] },
            user: false,
            role: "",
            subsystem: "",
            kind: "data",
            search: "",
            reasons: null,
        });
        onWillStart(() => this.load());
    }

    get display() {
        return { controlPanel: {} };
    }

    get operationNames() {
        return {
            read: _t("read"),
            write: _t("change"),
            create: _t("create"),
            unlink: _t("delete"),
        };
    }

    get scopeNames() {
        return {
            own: _t("own units"),
            above: _t("own units, those above and the centre"),
            common: _t("own units and rows of the centre"),
            below: _t("own units and those below"),
            all: _t("all"),
            households: _t("households of own units"),
            legal: _t("legal entities of own units"),
            centre: _t("for administrators of the whole country only"),
            colleagues: _t("all employees, and consumers of own units"),
            consumer: _t("the consumer's own"),
            rule: _t("by a special rule"),
        };
    }

    get scopes() {
        const cells = this.state.matrix.rows.flatMap((row) => Object.values(row.cells).flat());
        const present = new Set(cells.map((item) => item.scope));
        const names = Object.entries(this.scopeNames).filter(([code]) => present.has(code));
        return names.map(([code, name]) => ({
            code,
            mark: MARKS[code],
            name,
        }));
    }

    async load() {
        const kwargs = this.state.user ? { user: this.state.user } : {};
        this.state.reasons = null;
        this.state.matrix = await this.orm.call("elektrohisob.rights", "matrix", [], kwargs);
    }

    setUser(id) {
        this.state.user = id;
        this.state.role = "";
        return this.load();
    }

    get roles() {
        const role = Number(this.state.role);
        return this.state.matrix.roles.filter((item) => !role || item.id === role);
    }

    /** Rows to show, in blocks of a subsystem. */
    get blocks() {
        const search = this.state.search.trim().toLowerCase();
        const { subsystem, kind } = this.state;
        const shown = this.state.matrix.rows.filter(
            (row) =>
                (!subsystem || row.subsystem === subsystem) &&
                (kind === "all" || (kind === "action") === (row.kind === "action")) &&
                (!search || `${row.name} ${row.model}`.toLowerCase().includes(search)),
        );
        return this.state.matrix.subsystems
            .map((name) => ({ name, rows: shown.filter((row) => row.subsystem === name) }))
            .filter((block) => block.rows.length);
    }

    /** Letters of a cell by scope: [{letters: "R", scope: "above", mark: "▲"}, …]. */
    parts(row, role) {
        const parts = [];
        for (const { operation, scope } of row.cells[role.id]) {
            let part = parts.find((item) => item.scope === scope);
            if (!part) {
                part = { scope, letters: "", mark: MARKS[scope] };
                parts.push(part);
            }
            part.letters += LETTERS[operation];
        }
        return parts;
    }

    tell(row, role) {
        const told = this.parts(row, role).map((part) => {
            const names = [...part.letters].map((letter) => {
                const operation = Object.keys(LETTERS).find((key) => LETTERS[key] === letter);
                return this.operationNames[operation];
            });
            return `${names.join(", ")}: ${this.scopeNames[part.scope]}`;
        });
        return told.join("; ") || _t("no rights");
    }

    async explain(row, role) {
        const kwargs = { model: row.model };
        kwargs[this.state.user ? "user" : "role"] = role.id;
        const found = await this.orm.call("elektrohisob.rights", "reasons", [], kwargs);
        this.state.reasons = { row, role, found, told: this.tell(row, role) };
    }

    tellOperations(reason) {
        return reason.operations.map((name) => this.operationNames[name]).join(", ");
    }

    close() {
        this.state.reasons = null;
    }

    download() {
        const data = this.state.user ? { user: this.state.user } : {};
        return this.action.doAction({
            type: "ir.actions.report",
            report_type: "xlsx",
            report_name: "elektrohisob_base.rights_xlsx",
            report_file: "elektrohisob_base.rights_xlsx",
            name: _t("Rights"),
            data,
            context: {},
        });
    }
}

registry.category("actions").add("elektrohisob_base.rights_matrix", RightsMatrix);
