import { registry } from "@web/core/registry";

const dialog = ".modal .o_elh_sign";
const RealSocket = window.WebSocket;
const NAME = "1.2.860.3.16.1.1";
/** Keys of the stub: of another company, expired, and ours. */
const CERTIFICATES = [
    { alias: `cn=other,${NAME}=309999999,validto=2099.01.01`, name: "other" },
    { alias: `cn=former,${NAME}=300000001,validto=2020.01.01`, name: "former" },
    { alias: `cn=karimov a,o=tarmoq,${NAME}=300000001,validto=2099.01.01`, name: "ours" },
].map((one) => ({ disk: "C:", path: "", ...one }));
const log = [];

function answerOf(message) {
    log.push(message.name);
    switch (message.name) {
        case "apikey":
            return { success: message.arguments.join() === "localhost,KEY" };
        case "list_all_certificates":
            return { success: true, certificates: CERTIFICATES };
        case "load_key":
            return message.arguments[2] === "ours" && log.includes("wrong")
                ? { success: true, keyId: "K1" }
                : (log.push("wrong"), { success: false, reason: "Wrong password" });
        case "create_pkcs7":
            return {
                success: message.arguments[1] === "K1",
                pkcs7_64: btoa(`TEST${atob(message.arguments[0])}`),
                signature_hex: "00",
                signer_serial_number: "77AA",
            };
    }
    return { success: false, reason: `unknown ${message.name}` };
}

/** E-IMZO, which is no part of a test machine; other sockets stay what they are. */
class StubSocket {
    constructor(address, ...others) {
        if (!address.includes("/service/cryptapi")) {
            return new RealSocket(address, ...others);
        }
        setTimeout(() => this.onopen());
    }
    send(text) {
        const data = JSON.stringify(answerOf(JSON.parse(text)));
        setTimeout(() => this.onmessage({ data }));
    }
    close() {}
}

registry.category("web_tour.tours").add("elektrohisob_billing_einvoice_sign", {
    steps: () => [
        {
            content: "the document waits for a signature; E-IMZO is a stub",
            trigger: ".o_form_view button[name=action_sign]",
            run(helpers) {
                window.WebSocket = StubSocket;
                return helpers.click();
            },
        },
        {
            content: "what is signed is shown with its sum",
            trigger: `${dialog} .o_elh_sign_total:contains("300,000.00")`,
        },
        {
            content: "a key of another company is told apart, an expired one cannot be chosen",
            trigger: `${dialog} label:contains("other") .badge:contains("Another STIR")`,
        },
        {
            trigger: `${dialog} label:contains("former"):has(input:disabled)`,
        },
        {
            content: "ours is chosen by itself",
            trigger: `${dialog} label:contains("karimov a"):has(input:checked)`,
        },
        {
            content: "a wrong password of the key",
            trigger: `${dialog} button:contains("Sign")`,
            run: "click",
        },
        {
            content: "is told in the words of E-IMZO, and nothing is lost",
            trigger: `${dialog} .alert-danger:contains("Wrong password")`,
        },
        {
            trigger: `${dialog} button:contains("Sign"):enabled`,
            run: "click",
        },
        {
            trigger: `${dialog} .alert-success:contains("All are signed")`,
        },
        {
            trigger: `${dialog} button:contains("Close")`,
            run: "click",
        },
        {
            content: "the document is signed, and may be handed over",
            trigger: ".o_form_view button[name=action_send]",
        },
    ],
});
