import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("elektrohisob_base_account_search", {
    steps: () => [
        {
            content: "both consumers are listed on the first page",
            trigger: ".o_list_view .o_data_row:nth-child(2)",
        },
        {
            content: "type the whole number with its space",
            trigger: ".o_searchview_input",
            run: "edit 26264 01234567",
        },
        {
            trigger: ".o_searchview_input",
            run: "press Enter",
        },
        {
            content: "one account is left, its number in two parts",
            trigger:
                ".o_list_view tbody:not(:has(.o_data_row:nth-child(2))) .o_data_cell[name=number]:contains('26264 01234567')",
            run: "click",
        },
        {
            content: "the one screen of the clerk",
            trigger: ".o_form_view .o_field_widget[name=number]:contains('26264 01234567')",
        },
    ],
});
