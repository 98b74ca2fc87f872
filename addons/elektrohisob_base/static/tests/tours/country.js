import { registry } from "@web/core/registry";

/** A step waits ten seconds at most, so the tour follows the bar: one step a part. */
const PARTS = [20, 60, 100, 140, 180];

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
        ...PARTS.map((done) => ({
            content: `${done} units are there`,
            trigger: "body",
            async run() {
                const until = Date.now() + 9000;
                while (Date.now() < until) {
                    const bar = document.querySelector(".o_elektrohisob_country");
                    const ready = document.querySelector(".o_notification_bar.bg-success");
                    if (ready || Number(bar?.dataset.done) >= done) {
                        return;
                    }
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
                throw new Error(`Fewer than ${done} units after 9 seconds.`);
            },
        })),
        {
            content: "the organisation, with the new enterprises",
            trigger: ".o_list_view .o_data_row:contains('Andijon viloyat HETK')",
        },
    ],
});
