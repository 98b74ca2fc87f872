import { loadBundle } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

import { numberLocale } from "./number_locale";

/** Bars of kWh and a line of so'm by month of use. */
export class ElectricityChart extends Interaction {
    static selector = ".o_elh_chart";

    async willStart() {
        await loadBundle("web.chartjs_lib");
    }

    start() {
        const data = JSON.parse(this.el.dataset.chart);
        const style = getComputedStyle(this.el);
        const number = new Intl.NumberFormat(numberLocale());
        const units = data.units;
        const axis = (position, text) => ({
            position,
            beginAtZero: true,
            title: { display: true, text },
            grid: { drawOnChartArea: position === "left" },
            ticks: { maxTicksLimit: 6, callback: (value) => number.format(value) },
        });
        const chart = new window.Chart(this.el.querySelector("canvas"), {
            data: {
                labels: data.labels,
                datasets: [
                    {
                        type: "bar",
                        label: units[0],
                        data: data.kwh,
                        yAxisID: "kwh",
                        order: 2,
                        borderRadius: 4,
                        backgroundColor: style.getPropertyValue("--elh-kwh"),
                    },
                    {
                        type: "line",
                        label: units[1],
                        data: data.amount,
                        yAxisID: "amount",
                        order: 1,
                        cubicInterpolationMode: "monotone",
                        pointRadius: 3,
                        borderColor: style.getPropertyValue("--elh-amount"),
                        backgroundColor: style.getPropertyValue("--elh-amount"),
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                plugins: {
                    legend: { position: "bottom" },
                    tooltip: {
                        callbacks: {
                            label: (item) =>
                                `${number.format(item.raw)} ${units[item.datasetIndex]}`,
                        },
                    },
                },
                scales: {
                    x: { grid: { display: false } },
                    kwh: axis("left", units[0]),
                    amount: axis("right", units[1]),
                },
            },
        });
        this.el.dataset.drawn = "1";
        this.registerCleanup(() => chart.destroy());
    }
}

registry
    .category("public.interactions")
    .add("elektrohisob_portal.electricity_chart", ElectricityChart);
