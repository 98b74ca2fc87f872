import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const SECURE = "wss://127.0.0.1:64443/service/cryptapi";
const PLAIN = "ws://127.0.0.1:64646/service/cryptapi";
const WAIT = 120000;
const STIR = /(?:1\.2\.860\.3\.16\.1\.1|1\.2\.860\.3\.16\.1\.2|uid)=([0-9]{9,14})/gi;

/** One call of E-IMZO, the program of keys on this computer; a socket serves one. */
function call(message) {
    return new Promise((resolve, reject) => {
        const isSecure = window.location.protocol === "https:";
        const socket = new WebSocket(isSecure ? SECURE : PLAIN);
        const timer = setTimeout(() => {
            socket.close();
            reject(new Error(_t("E-IMZO does not answer. Start it again.")));
        }, WAIT);
        socket.onopen = () => socket.send(JSON.stringify(message));
        socket.onmessage = (event) => {
            clearTimeout(timer);
            socket.close();
            let answer = {};
            try {
                answer = JSON.parse(event.data);
            } catch {
                answer.reason = _t("The answer of E-IMZO is not understood.");
            }
            if (answer.success) {
                resolve(answer);
            } else {
                reject(new Error(answer.reason || _t("E-IMZO refused without a reason.")));
            }
        };
        socket.onerror = () => {
            clearTimeout(timer);
            reject(
                new Error(
                    _t(
                        "E-IMZO does not run on this computer. Install it from e-imzo.uz, start it and try again.",
                    ),
                ),
            );
        };
    });
}

function readAlias(alias, name) {
    const found = new RegExp(`(?:^|,)${name}=([^,]*)`, "i").exec(alias);
    return found ? found[1] : "";
}

/** Signer of documents with keys of E-IMZO: an integrator's own has the same methods. */
export const eimzo = {
    /**
     * Certificates of this computer: {id, label, tins, until, isOver}; `keys` are
     * domain, key, domain, key … as the vendor gives them.
     */
    async list(keys) {
        if (keys.length) {
            await call({ name: "apikey", arguments: keys });
        }
        const answer = await call({ plugin: "pfx", name: "list_all_certificates" });
        return (answer.certificates || []).map((one) => {
            const until = readAlias(one.alias, "validto");
            const tins = [...one.alias.matchAll(STIR)].map((match) => match[1]);
            const label = [readAlias(one.alias, "cn"), readAlias(one.alias, "o"), tins.join(" / ")];
            return {
                id: `${one.disk}|${one.path}|${one.name}`,
                label: label.filter(Boolean).join(", "),
                tins,
                until,
                isOver: Boolean(until) && new Date(until.replace(/\./g, "-")) < new Date(),
                raw: one,
            };
        });
    },
    /** Open a certificate; E-IMZO asks for its password itself. */
    async open({ raw }) {
        const { disk, path, name, alias } = raw;
        const answer = await call({
            plugin: "pfx",
            name: "load_key",
            arguments: [disk, path, name, alias],
        });
        return answer.keyId;
    },
    /** Sign what is given in base64; the document is in the signature. */
    async sign(key, payload) {
        const answer = await call({
            plugin: "pkcs7",
            name: "create_pkcs7",
            arguments: [payload, key, "no"],
        });
        return {
            pkcs7: answer.pkcs7_64,
            signature: answer.signature_hex,
            serial: answer.signer_serial_number,
        };
    },
};

registry.category("elektrohisob_signers").add("eimzo", eimzo);
