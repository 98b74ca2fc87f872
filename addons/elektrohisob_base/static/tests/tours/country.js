import { registry } from "@web/core/registry";

/** A step waits ten seconds at most, so many of them wait; on a quiet machine the first
 * sees the end. */
const TURNS = [...Array(15).keys()];

registry.category("web_tour.tours").add("elektrohisob_base_country", {
    steps: () => [
        {
            content: "what is missing is shown before anything is done",
            trigger: ".modal .o_data_row:contains('Andijon viloyat HETK')",
        },
        {
            trigger: ".modal button[name=action_build]",
            run: "click",
        },
        {
            content: "the bar of progress",
            trigger: ".o_elektrohisob_country",
        },
        ...TURNS.map((turn) => ({
            content: `the bar goes on, turn ${turn}`,
            trigger: "body",
            async run() {
                const until = Date.now() + 8000;
                while (Date.now() < until) {
                    if (!document.querySelector(".o_elektrohisob_country")) {
                        return;
                    }
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
            },
        })),
        {
            content: "the organisation, with the new enterprises",
            trigger: ".o_list_view .o_data_row:contains('Andijon viloyat HETK')",
        },
    ],
});
