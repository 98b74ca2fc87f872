import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("elektrohisob_act", {
    url: "/my",
    steps: () => [
        {
            content: "The first page tells that an act waits",
            trigger: "a[href$='/acts']:contains(1)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Open the act",
            trigger: ".o_elh_document",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Figures of a disagreement are asked only when one disagrees",
            trigger: ".o_elh_act_form:not(:has(#their_closing:visible))",
        },
        {
            trigger: "#disagreed",
            run: "click",
        },
        {
            trigger: "#their_closing:visible",
            run: "edit 150 000",
        },
        {
            trigger: "#remark",
            run: "edit Paid 50 000 on 31 October",
        },
        {
            trigger: ".o_elh_act_form .o_elh_send",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The answer is written down, and given once",
            trigger: ".o_elh_answer[data-state='done']",
        },
        {
            trigger: "body:not(:has(.o_elh_act_form))",
        },
    ],
});
