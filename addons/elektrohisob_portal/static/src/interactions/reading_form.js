import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

import { numberLocale } from "./number_locale";

const MUCH_MORE = 3;

/** Says while typing how much energy the new reading means. */
export class ReadingForm extends Interaction {
    static selector = ".o_elh_reading_form";
    dynamicContent = {
        ".o_elh_value": { "t-on-input": (ev) => this.showHint(ev.target) },
        _root: { "t-on-submit": this.onSubmit },
    };

    setup() {
        this.hints = JSON.parse(this.el.dataset.hints);
        this.number = new Intl.NumberFormat(numberLocale(), {
            maximumFractionDigits: 1,
        });
    }

    start() {
        this.el.querySelectorAll(".o_elh_value").forEach((input) => this.showHint(input));
    }

    showHint(input) {
        const meter = input.closest(".o_elh_meter");
        const { text, level } = this.getHint(input.value, meter.dataset);
        const hint = meter.querySelector(".o_elh_hint");
        hint.textContent = text;
        hint.dataset.level = level;
    }

    /** Sentence and level (info, warning or empty) for what is typed. */
    getHint(typed, { value, days, multiplier, daily }) {
        const entered = parseFloat(typed.replace(/\s/g, "").replace(",", "."));
        if (!Number.isFinite(entered) || value === "") {
            return { text: "", level: "" };
        }
        const used = (entered - parseFloat(value)) * parseInt(multiplier);
        if (used < 0) {
            return { text: this.hints.lower, level: "warning" };
        }
        const usual = parseFloat(daily) * Math.max(parseInt(days), 1);
        const sentence = parseInt(days) ? this.hints.used : this.hints.today;
        const said = this.fill(sentence, { kwh: used, days });
        if (usual > 0 && used > MUCH_MORE * usual) {
            const high = this.fill(this.hints.high, { usual });
            return { text: `${said}. ${high}`, level: "warning" };
        }
        return { text: said, level: "info" };
    }

    fill(sentence, values) {
        return sentence.replace(/%\((\w+)\)s/g, (_match, name) => this.number.format(values[name]));
    }

    /** One press of the button sends once. */
    onSubmit() {
        this.el.querySelector(".o_elh_send").disabled = true;
    }
}

registry.category("public.interactions").add("elektrohisob_portal.reading_form", ReadingForm);
