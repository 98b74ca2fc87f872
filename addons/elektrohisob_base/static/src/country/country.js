import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";

const PART = 20;

function sum(numbers) {
    return Object.values(numbers).reduce((total, number) => total + number, 0);
}

/** Creates the country part by part and shows how far it is. */
export class CountryProgress extends Component {
    static template = "elektrohisob_base.CountryProgress";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ done: 0, total: 0, left: true });
        this.closed = false;
        onMounted(() => this.build());
        onWillUnmount(() => (this.closed = true));
    }

    get percent() {
        return this.state.total ? Math.round((100 * this.state.done) / this.state.total) : 0;
    }

    async build() {
        let created = 0;
        while (this.state.left && !this.closed) {
            const part = await this.orm.call("res.company", "build_country", [], { limit: PART });
            created += sum(part.created);
            this.state.total = sum(part.needed);
            this.state.done = sum(part.existing) + sum(part.created);
            this.state.left = this.state.done < this.state.total;
        }
        if (!this.closed) {
            this.notification.add(_t("%s units were created.", created), { type: "success" });
            this.action.doAction("elektrohisob_base.organisation_action", {
                clearBreadcrumbs: true,
            });
        }
    }
}

registry.category("actions").add("elektrohisob_base.country_progress", CountryProgress);
