import { registry } from "@web/core/registry";

const field = (name) => `.modal .o_field_widget[name=${name}]`;

registry.category("web_tour.tours").add("elektrohisob_metering_work_order", {
    steps: () => [
        {
            content: "give the order to a crew",
            trigger: ".o_form_view button[name=action_plan]",
            run: "click",
        },
        {
            trigger: `${field("crew_id")} input`,
            run: "edit Crew 1",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Crew 1)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_plan]",
            run: "click",
        },
        {
            content: "hand it out",
            trigger: ".o_form_view button[name=action_issue]:visible",
            run: "click",
        },
        {
            content: "the crew rings: the result is entered in the office",
            trigger: ".o_form_view button[name=action_result]:visible",
            run: "click",
        },
        {
            trigger: `${field("value")} input`,
            run: "edit 150",
        },
        {
            trigger: ".modal button[name=action_save]",
            run: "click",
        },
        {
            content: "the order is done and its reading taken",
            trigger:
                ".o_statusbar_status button[data-value=done].o_arrow_button_current, .o_statusbar_status button[data-value=done][aria-checked=true]",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=reading_state]:contains(Accepted)",
        },
    ],
});
