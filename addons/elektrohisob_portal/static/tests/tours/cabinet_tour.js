import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("elektrohisob_cabinet", {
    url: "/my",
    steps: () => [
        {
            content: "The debt is on the first page",
            trigger: ".o_elh_balance[data-state='debt'] .o_elh_balance_sum:contains(170)",
        },
        {
            content: "Open the account",
            trigger: ".o_elh_card_main",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The chart is drawn",
            trigger: ".o_elh_chart[data-drawn='1'] canvas",
        },
        {
            content: "The newest bill is open and explained",
            trigger: ".o_elh_bill[open] .o_elh_charge:contains(kWh)",
        },
        {
            content: "Send a reading",
            trigger: "a.btn-lg[href$='/reading']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "A lower value warns at once",
            trigger: ".o_elh_value",
            run: "edit 900",
        },
        {
            trigger: ".o_elh_hint[data-level='warning']:not(:empty)",
        },
        {
            content: "A usual value tells how much was used",
            trigger: ".o_elh_value",
            run: "edit 1300",
        },
        {
            trigger: ".o_elh_hint[data-level='info']:contains(30)",
        },
        {
            trigger: ".o_elh_send",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The reading is accepted",
            trigger: ".o_elh_answer[data-state='accepted']",
        },
    ],
});
