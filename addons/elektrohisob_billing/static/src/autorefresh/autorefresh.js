import { Component, onWillUnmount, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const INTERVAL = 2000;

/** Reloads the record every two seconds while it is shown: progress of a run. */
export class Autorefresh extends Component {
    static template = xml`<i class="fa fa-refresh fa-spin ms-2 text-muted"/>`;
    static props = standardWidgetProps;

    setup() {
        this.timer = setInterval(() => this.reload(), INTERVAL);
        onWillUnmount(() => clearInterval(this.timer));
    }

    async reload() {
        if (!(await this.props.record.isDirty())) {
            await this.props.record.load();
        }
    }
}

registry.category("view_widgets").add("elh_autorefresh", { component: Autorefresh });
