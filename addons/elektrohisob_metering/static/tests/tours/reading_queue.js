import { registry } from "@web/core/registry";

/** Decides a whole queue without touching the mouse. */
registry.category("web_tour.tours").add("elektrohisob_metering_reading_queue", {
    steps: () => [
        { trigger: ".o_elh_place:contains('1 / 3')" },
        { trigger: ".o_elh_objection:contains('R06')", run: "press c" },
        { trigger: "input[name=value]:focus", run: "edit 500" },
        { trigger: "input[name=note]", run: "edit One digit too many" },
        { trigger: "input[name=note]", run: "press Enter" },
        { trigger: ".o_elh_place:contains('1 / 2')", run: "press j" },
        { trigger: ".o_elh_place:contains('2 / 2')", run: "press k" },
        { trigger: ".o_elh_place:contains('1 / 2')" },
        { trigger: ".o_elh_neighbours", run: "press 1" },
        { trigger: ".o_elh_decision input[name=note]", run: "edit Typed for the neighbour" },
        { trigger: ".o_elh_decision input[name=note]", run: "press Enter" },
        // the keys rest until the next reading is there
        { trigger: ".o_elh_place:not(.o_elh_busy):contains('1 / 1')", run: "press r" },
        { trigger: ".o_elh_decision input[name=note]", run: "clear" },
        { trigger: ".o_elh_decision input[name=note]", run: "press Enter" },
        { trigger: ".o_notification:contains('Write why')" },
        { trigger: ".o_elh_decision input[name=note]", run: "edit Wrong flat" },
        { trigger: ".o_elh_decision input[name=note]", run: "press Enter" },
        { trigger: ".o_nocontent_help" },
    ],
});
