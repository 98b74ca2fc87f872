import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("elektrohisob_base_parameter", {
    steps: () => [
        {
            content: "look for the parameter",
            trigger: ".o_searchview_input",
            run: "edit Tour parameter",
        },
        {
            trigger: ".o_searchview_input",
            run: "press Enter",
        },
        {
            trigger: ".o_data_row .o_data_cell[name=name]:contains('Tour parameter')",
            run: "click",
        },
        {
            content: "the value in force is shown large",
            trigger: ".o_form_view h2:contains('15 days')",
        },
        {
            trigger: "button[name=action_change]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=date_start] button",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=date_start] input",
            run: "edit 01/01/2030",
        },
        {
            trigger: ".modal .o_field_widget[name=value_number] input",
            run: "edit 20",
        },
        {
            trigger: ".modal .o_field_widget[name=norm] input",
            run: "edit Order 12",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "the history has the value still to come, with its order",
            trigger:
                ".o_form_view:not(:has(.modal)) .o_field_widget[name=value_ids] .o_data_row:contains('Order 12'):contains('20 days')",
        },
    ],
});
