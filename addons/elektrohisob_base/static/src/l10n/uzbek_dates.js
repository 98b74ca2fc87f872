/**
 * Chromium knows the language uz but not its month and weekday names: it writes
 * "2026 M10 31". Where that is so, names come from here.
 */

const MONTHS = [
    ["yanvar", "yan"],
    ["fevral", "fev"],
    ["mart", "mar"],
    ["aprel", "apr"],
    ["may", "may"],
    ["iyun", "iyn"],
    ["iyul", "iyl"],
    ["avgust", "avg"],
    ["sentabr", "sen"],
    ["oktabr", "okt"],
    ["noyabr", "noy"],
    ["dekabr", "dek"],
];
const WEEKDAYS = {
    Monday: ["dushanba", "du"],
    Tuesday: ["seshanba", "se"],
    Wednesday: ["chorshanba", "cho"],
    Thursday: ["payshanba", "pa"],
    Friday: ["juma", "ju"],
    Saturday: ["shanba", "sha"],
    Sunday: ["yakshanba", "yak"],
};

const NativeFormat = Intl.DateTimeFormat;

/** Whether the browser has no Uzbek month names. */
export function lacksUzbek() {
    const text = new NativeFormat("uz", { month: "long" }).format(new Date(2026, 9, 1));
    return !text.toLowerCase().startsWith("okt");
}

/** English (day before month) format whose names are put into Uzbek. */
class UzbekFormat extends NativeFormat {
    constructor(locale, options = {}) {
        super("en-GB", { hourCycle: options.hour12 ? undefined : "h23", ...options });
        this.options = options;
        const { timeZone } = super.resolvedOptions();
        this.monthNumber = new NativeFormat("en", { month: "numeric", timeZone });
        this.weekdayName = new NativeFormat("en", { weekday: "long", timeZone });
        Object.defineProperty(this, "format", {
            value: (date) =>
                this.formatToParts(date)
                    .map((part) => part.value)
                    .join(""),
        });
    }

    formatToParts(date) {
        return super.formatToParts(date).map((part) => {
            if (part.type === "month" && /^\D/.test(part.value)) {
                const names = MONTHS[Number(this.monthNumber.format(date)) - 1];
                return { ...part, value: names[this.options.month === "long" ? 0 : 1] };
            }
            if (part.type === "weekday") {
                const names = WEEKDAYS[this.weekdayName.format(date)];
                return {
                    ...part,
                    value: names[this.options.weekday === "long" ? 0 : 1],
                };
            }
            return part;
        });
    }
}

/** Intl.DateTimeFormat that answers for Uzbek itself. */
function DateTimeFormat(locales, options) {
    const locale = Array.isArray(locales) ? locales[0] : locales;
    if (typeof locale === "string" && /^uz\b/i.test(locale)) {
        return new UzbekFormat(locale, options);
    }
    return new NativeFormat(locales, options);
}
DateTimeFormat.prototype = NativeFormat.prototype;
DateTimeFormat.supportedLocalesOf = NativeFormat.supportedLocalesOf;

if (lacksUzbek()) {
    Intl.DateTimeFormat = DateTimeFormat;
}
