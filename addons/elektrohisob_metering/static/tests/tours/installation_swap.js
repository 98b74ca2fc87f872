import { registry } from "@web/core/registry";

const field = (name) => `.modal .o_field_widget[name=${name}]`;

registry.category("web_tour.tours").add("elektrohisob_metering_installation_swap", {
    steps: () => [
        {
            content: "replace the meter of the point",
            trigger: ".o_form_view button[name=action_swap]",
            run: "click",
        },
        {
            trigger: `${field("act_number")} input`,
            run: "edit D-7",
        },
        {
            content: "the last reading is known",
            trigger: `${field("last_value")}:contains(300)`,
        },
        {
            content: "less than the last reading is objected to",
            trigger: `${field("closing_value")} input`,
            run: "edit 299 && press Tab",
        },
        {
            trigger: ".modal .alert:visible:contains(299)",
        },
        {
            trigger: `${field("closing_value")} input`,
            run: "edit 345 && press Tab",
        },
        {
            content: "the act says what will be charged: 345 − 300",
            trigger: `${field("closing_kwh")}:contains(45)`,
        },
        {
            content: "a meter from stock",
            trigger: `${field("meter_id")} input`,
            run: "edit STOCK1",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(STOCK1)",
            run: "click",
        },
        {
            trigger: `${field("opening_value")} input`,
            run: "edit 7",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "the new meter hangs",
            trigger:
                ".o_form_view:not(:has(.modal)) .o_field_widget[name=meter_id]:contains(STOCK1)",
        },
        {
            content: "and its document is in the journal",
            trigger: "button[name=action_open_acts]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:first-child:contains(D-7)",
        },
    ],
});
