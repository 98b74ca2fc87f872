/**
 * Dates are shown as 31.10.2026 everywhere: documents of the electricity network name
 * days in full, and “31 okt” leaves out the year.
 */

import { registry } from "@web/core/registry";
import { exprToBoolean } from "@web/core/utils/strings";
import { DateTimeField } from "@web/views/fields/datetime/datetime_field";
import { formatDate } from "@web/views/fields/formatters";

const numericByDefault = (info) => ({ ...info, options: { numeric: true, ...info.options } });

const fields = registry.category("fields");
for (const [name, field] of fields.getEntries()) {
    const isDate =
        field.component === DateTimeField || field.component.prototype instanceof DateTimeField;
    if (isDate && field.extractProps) {
        const { extractProps, listViewWidth } = field;
        const numeric = {
            ...field,
            extractProps: (info, dynamicInfo) => extractProps(numericByDefault(info), dynamicInfo),
        };
        if (typeof listViewWidth === "function") {
            numeric.listViewWidth = (info) => listViewWidth(numericByDefault(info));
        }
        fields.add(name, numeric, { force: true });
    }
}

// The formatter of dates and times asks this one.
formatDate.extractOptions = ({ options }) => ({
    numeric: exprToBoolean(options.numeric ?? true),
});
