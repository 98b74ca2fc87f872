import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "elektrohisob.einvoice";
const PIECE = 20;
const SHOWN = 8; // documents named before they are signed

/** Signing of chosen documents: a certificate, then one after the other. */
export class EinvoiceSign extends Component {
    static template = "elektrohisob_billing.EinvoiceSign";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            certificates: [],
            chosen: "",
            payloads: [],
            done: 0,
            error: "",
            isBusy: false,
            isOver: false,
        });
        const { signer } = this.props.action.params;
        this.signer = registry.category("elektrohisob_signers").get(signer);
        onWillStart(() => this.load());
    }

    get total() {
        return this.money(this.state.payloads.reduce((sum, one) => sum + one.amount, 0));
    }

    get shown() {
        return this.state.payloads.slice(0, SHOWN);
    }

    get others() {
        const count = this.state.payloads.length - SHOWN;
        return count > 0 ? _t("and %s more", count) : "";
    }

    money(amount) {
        return formatFloat(amount, { digits: [16, 2] });
    }

    get percent() {
        return Math.round((100 * this.state.done) / (this.state.payloads.length || 1));
    }

    get progress() {
        return _t("%(done)s of %(all)s", {
            done: this.state.done,
            all: this.state.payloads.length,
        });
    }

    async load() {
        const { ids, keys } = this.props.action.params;
        this.state.error = "";
        this.state.done = 0; // what was signed is no longer among the payloads
        this.state.payloads = await this.orm.call(MODEL, "payloads", [], { ids });
        try {
            this.state.certificates = await this.signer.list(keys || []);
        } catch (error) {
            this.state.error = error.message;
            return;
        }
        const own = this.state.certificates.filter((one) => this.fits(one));
        this.state.chosen = own.length === 1 ? own[0].id : "";
        if (!this.state.certificates.length) {
            this.state.error = _t(
                "E-IMZO has no certificate. Put the key (USB or file) in and try again.",
            );
        }
    }

    /** Whether a certificate is that of the seller and still in force. */
    fits(certificate) {
        const { tins } = this.props.action.params;
        const isOurs = !tins.length || certificate.tins.some((tin) => tins.includes(tin));
        return isOurs && !certificate.isOver;
    }

    async sign() {
        const certificate = this.state.certificates.find((one) => one.id === this.state.chosen);
        this.state.isBusy = true;
        this.state.error = "";
        try {
            const key = await this.signer.open(certificate);
            const left = this.state.payloads.slice(this.state.done);
            for (let first = 0; first < left.length; first += PIECE) {
                await this.signPiece(key, certificate, left.slice(first, first + PIECE));
            }
            this.state.isOver = true;
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        }
        this.state.isBusy = false;
    }

    /** Sign some documents and hand them to the server at once: what is signed stays. */
    async signPiece(key, certificate, piece) {
        const signatures = [];
        for (const { id, payload } of piece) {
            const { pkcs7, signature, serial } = await this.signer.sign(key, payload);
            const signer = [certificate.label, serial].filter(Boolean).join(", ");
            signatures.push({ id, pkcs7, signature, signer });
        }
        await this.orm.call(MODEL, "sign", [], { signatures });
        this.state.done += piece.length;
    }

    async close() {
        await this.action.doAction({ type: "ir.actions.act_window_close" });
        await this.action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
    }
}

registry.category("actions").add("elektrohisob_einvoice_sign", EinvoiceSign);
