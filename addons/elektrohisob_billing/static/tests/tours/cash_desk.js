import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const desk = ".o_elh_cash_desk";

registry.category("web_tour.tours").add("elektrohisob_billing_cash_desk", {
    steps: () => [
        {
            content: "scan the code of a bill; receipts stay unopened in the test",
            trigger: `${desk} [name=query] input:focus`,
            run() {
                browser.open = () => ({ closed: false });
                this.anchor.value = "ELH:2626400000017";
                this.anchor.dispatchEvent(new Event("input", { bubbles: true }));
                this.anchor.dispatchEvent(
                    new KeyboardEvent("keydown", { key: "Enter", bubbles: true }),
                );
            },
        },
        {
            content: "the debt is proposed and the sum has the focus",
            trigger: `${desk} [name=amount] input:focus:value("12,345.00")`,
            run: "edit 5000 && press Enter",
        },
        {
            content: "taken; the form waits for the next consumer",
            trigger: `${desk} .alert:contains("26264 00000017"):contains("5,000.00")`,
        },
        {
            trigger: `${desk} [name=query] input:focus`,
        },
    ],
});
