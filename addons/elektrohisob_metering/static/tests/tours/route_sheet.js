import { registry } from "@web/core/registry";

const row = (number) => `.o_elh_route_sheet .o_elh_row:nth-child(${number})`;

registry.category("web_tour.tours").add("elektrohisob_metering_route_sheet", {
    steps: () => [
        {
            content: "open the grid",
            trigger: ".o_form_view button[name=action_open_grid]",
            run: "click",
        },
        {
            content: "the first empty meter has the focus",
            trigger: `${row(1)} input[name=value]:focus`,
            run: "edit 3300 && press Enter",
        },
        {
            content: "the next meter has the focus",
            trigger: `${row(2)} input[name=value]:focus`,
            run: "edit 3310 && press ArrowDown",
        },
        {
            content: "a value below the last one is doubtful",
            trigger: `${row(3)} input[name=value]:focus`,
            run: "edit 2900 && press Enter",
        },
        {
            trigger: `${row(3)} .o_elh_verdict:contains("R05")`,
        },
        {
            content: "back with the arrow, and down again",
            trigger: `${row(4)} input[name=value]:focus`,
            run: "press ArrowUp",
        },
        {
            trigger: `${row(3)} input[name=value]:focus`,
            run: "press ArrowDown",
        },
        {
            content: "a remark instead of a reading",
            trigger: `${row(4)} select[name=remark]`,
            run: "selectByLabel 1 – Meter broken or burnt",
        },
        {
            content: "everything is kept",
            trigger: ".o_elh_route_sheet:not(:has(.text-bg-danger)) .o_elh_typed:contains(4 / 4)",
        },
        {
            content: "hand in by keyboard",
            trigger: `${row(3)} input[name=value]`,
            run: "press Control+Enter",
        },
        {
            trigger: `${row(1)} .o_elh_verdict:contains("Taken")`,
        },
        {
            trigger: `${row(3)} .o_elh_verdict:contains("In the queue")`,
        },
    ],
});
