import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { registry } from "@web/core/registry";
import { useExternalListener } from "@odoo/owl";

/**
 * Cash desk by the keyboard alone: Enter after the number goes to the sum, Enter
 * after the sum accepts it; the scanner's own Enter counts too.
 */
export class CashDeskController extends FormController {
    setup() {
        super.setup();
        useExternalListener(window, "keydown", (ev) => this.onEnter(ev), { capture: true });
    }

    async onEnter(ev) {
        const field = ev.target.closest(".o_elh_cash_desk .o_field_widget")?.getAttribute("name");
        if (ev.key !== "Enter" || !["query", "amount"].includes(field)) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const input = ev.target;
        input.dispatchEvent(new Event("change", { bubbles: true }));
        await this.model.root.isDirty(); // waits for the change to arrive
        if (field === "query") {
            await this.focusWhenShown("amount");
        } else {
            this.rootRef.el.querySelector(".o_elh_accept:not(:disabled)")?.click();
        }
    }

    async focusWhenShown(name) {
        for (let attempt = 0; attempt < 40; attempt++) {
            const input = this.rootRef.el?.querySelector(`[name="${name}"] input`);
            if (input && this.model.root.data.account_id) {
                input.focus();
                input.select();
                return;
            }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    }
}

registry.category("views").add("elh_cash_desk", { ...formView, Controller: CashDeskController });
