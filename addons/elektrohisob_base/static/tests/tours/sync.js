import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("elektrohisob_base_publish", {
    steps: () => [
        {
            content: "what was renamed has not been published yet",
            trigger: ".o_list_view:not(:has(.o_data_row))",
        },
        {
            trigger: "button[name=action_publish]",
            run: "click",
        },
        {
            content: "the page is told, and then loads again",
            trigger: ".o_notification:contains('Packages published: 1')",
        },
        {
            content: "the package",
            trigger: ".o_list_view .o_data_row:contains('Published') td[name=name]",
            run: "click",
        },
        {
            content: "what is in it",
            trigger: ".o_form_view .o_field_widget[name=change_ids] .o_data_row:contains('Region')",
        },
    ],
});

tours.add("elektrohisob_base_pull", {
    steps: () => [
        {
            trigger: ".o_list_view .o_data_row:contains('No contact yet') td[name=name]",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_pull]",
            run: "click",
        },
        {
            content: "how many came",
            trigger: ".o_notification:contains('Packages taken: 1')",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('In step')",
        },
        {
            content: "the last one taken",
            trigger: ".o_form_view .o_field_widget[name=last_number]:contains('1')",
        },
    ],
});
