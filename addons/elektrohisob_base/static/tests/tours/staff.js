import { registry } from "@web/core/registry";

function choose(field, name) {
    return [
        {
            trigger: `.o_field_widget[name=${field}] input`,
            run: `edit ${name}`,
        },
        {
            trigger: `.o-autocomplete--dropdown-item:contains('${name}')`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("elektrohisob_base_clerk", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit Tour Clerk",
        },
        {
            trigger: ".o_field_widget[name=login] input",
            run: "edit elh_tour_new",
        },
        {
            trigger:
                ".o_field_widget[name=role_ids] label:contains('Subscriber clerk, households')",
            run: "click",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "the password is given, and shown once",
            trigger: "button[name=action_new_password]",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('elh_tour_new')",
        },
    ],
});

registry.category("web_tour.tours").add("elektrohisob_base_deputy", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        ...choose("staff_id", "Tour Deputy"),
        ...choose("principal_id", "Tour Chief"),
        {
            trigger: ".o_field_widget[name=date_end] button, .o_field_widget[name=date_end] input",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=date_end] input",
            run: "edit 12/31/2099",
        },
        {
            trigger: ".o_field_widget[name=reason] input",
            run: "edit Leave, order 45",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "it has begun",
            trigger: ".o_arrow_button_current:contains('In force')",
        },
    ],
});
