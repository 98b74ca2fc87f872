import { useExternalListener } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

const ATTEMPTS = 200;
const PAUSE = 50;

/**
 * Cash desk by the keyboard alone: Enter after the number goes to the sum, Enter
 * after the sum accepts it and waits for the next number. The Enter a scanner
 * sends after a code counts too.
 */
export class CashDeskController extends FormController {
    setup() {
        super.setup();
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev), {
            capture: true,
        });
    }

    async onKeydown(ev) {
        const widget = ev.target.closest?.(".o_elh_cash_desk .o_field_widget");
        const field = widget?.getAttribute("name");
        if (ev.key !== "Enter" || !["query", "amount"].includes(field)) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        ev.target.dispatchEvent(new Event("change", { bubbles: true }));
        await this.model.root.isDirty(); // waits for the change to arrive
        if (field === "query") {
            await this.focusWhen("amount", (data) => data.account_id);
        } else {
            this.rootRef.el.querySelector(".o_elh_accept:not(:disabled)")?.click();
            await this.focusWhen("query", (data) => !data.query);
        }
    }

    /** Focus a field as soon as it is there and the record is ready for it. */
    async focusWhen(name, isReady) {
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
            const input = this.rootRef.el?.querySelector(`[name="${name}"] input`);
            if (input && isReady(this.model.root.data)) {
                input.focus();
                input.select();
                return;
            }
            await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
    }
}

registry.category("views").add("elh_cash_desk", {
    ...formView,
    Controller: CashDeskController,
});
