import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;

/** Twelve months of use and charges: bars of kWh, a line of so'm. */
export class YearChartField extends Component {
    static template = "elektrohisob_billing.YearChartField";
    static props = { ...standardFieldProps };

    setup() {
        this.canvasRef = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                this.draw();
                return () => this.clear();
            },
            () => [JSON.stringify(this.data)],
        );
        onWillUnmount(() => this.clear());
    }

    get data() {
        return this.props.record.data[this.props.name] || { months: [], kwh: [], amount: [] };
    }

    get isEmpty() {
        return !this.data.kwh.some((kwh) => kwh);
    }

    clear() {
        this.chart?.destroy();
        this.chart = null;
    }

    draw() {
        if (this.isEmpty || !this.canvasRef.el) {
            return;
        }
        this.chart = new Chart(this.canvasRef.el, this.getConfig());
    }

    getConfig() {
        const { months, kwh, amount } = this.data;
        const style = getComputedStyle(document.documentElement);
        const color = style.getPropertyValue("--body-color") || "#374151";
        const axis = (position, text, grid) => ({
            position,
            beginAtZero: true,
            title: { display: true, text, color },
            ticks: { color },
            grid: { drawOnChartArea: grid },
        });
        return {
            data: {
                labels: months.map((month) => DateTime.fromISO(month).toFormat("LLL yy")),
                datasets: [
                    {
                        type: "bar",
                        label: _t("Energy, kWh"),
                        data: kwh,
                        yAxisID: "kwh",
                        backgroundColor: "#3b8fbf",
                        order: 2,
                    },
                    {
                        type: "line",
                        label: _t("Charged, so'm"),
                        data: amount,
                        yAxisID: "amount",
                        borderColor: "#d9822b",
                        backgroundColor: "#d9822b",
                        borderWidth: 2,
                        pointRadius: 3,
                        tension: 0,
                        order: 1,
                    },
                ],
            },
            options: {
                responsive: true,
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                scales: {
                    x: { ticks: { color }, grid: { display: false } },
                    kwh: axis("left", _t("kWh"), true),
                    amount: axis("right", _t("so'm"), false),
                },
                plugins: { legend: { position: "top", labels: { color } } },
            },
        };
    }
}

export const yearChartField = {
    component: YearChartField,
    displayName: _t("Twelve months of use and charges"),
    supportedTypes: ["json"],
};

registry.category("fields").add("elh_year_chart", yearChartField);
