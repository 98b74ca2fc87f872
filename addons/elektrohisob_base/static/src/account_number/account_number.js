import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

/** Shows the thirteen digits of an account as "26269 01234567". */
export class AccountNumberField extends CharField {
    get formattedValue() {
        const number = super.formattedValue || "";
        return number.length === 13 ? `${number.slice(0, 5)} ${number.slice(5)}` : number;
    }
}

registry.category("fields").add("elektrohisob_account_number", {
    ...charField,
    component: AccountNumberField,
    supportedTypes: ["char"],
});
