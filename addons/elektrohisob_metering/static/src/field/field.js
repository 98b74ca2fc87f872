/* The page of field crews: orders of the day, one form an order, a queue of what is not
   sent yet. Every result and photo carries a number made here, so sending it again after
   a broken line changes nothing on the server. */
(function () {
    "use strict";

    const { data, uuid, read, write, put, remove, all } = window.fieldStore;
    const words = data.words;
    const main = document.getElementById("main");
    const PHOTO_SIDE = 1280;
    const PHOTO_QUALITY = 0.7;
    const RETRY_MS = 30000;
    const TIMEOUT_MS = 90000;
    let orders = navigator.onLine ? data.orders : read("orders", data.orders);
    let queue = [];
    let sending = false;
    let again = false; // asked to send while sending: the line may be back since
    let leaving = false; // a form is on its way into the queue

    // === SMALL HELPERS === //

    function el(tag, attributes = {}, ...children) {
        const node = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) {
            if (name.startsWith("on")) {
                node.addEventListener(name.slice(2), value);
            } else if (value === true) {
                node.setAttribute(name, "");
            } else if (value !== false && value !== null && value !== undefined) {
                node.setAttribute(name, value);
            }
        }
        node.append(...children.filter((child) => child || child === 0));
        return node;
    }

    function notice(text, link) {
        const node = document.getElementById("notice");
        node.hidden = !text;
        node.replaceChildren(text || "", link ? el("a", { href: link, class: "button" }, "→") : "");
    }

    function showLine() {
        const line = document.getElementById("line");
        line.textContent = navigator.onLine ? words.online : words.offline;
        line.className = navigator.onLine ? "badge good" : "badge bad";
        const badge = document.getElementById("queue");
        badge.hidden = !queue.length;
        badge.textContent = `${words.waiting}: ${queue.length}`;
        badge.className = queue.some((item) => item.refused) ? "badge bad" : "badge";
    }

    // === SENDING === //

    async function post(item) {
        const stop = new AbortController();
        const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
        try {
            const response = await fetch("/elektrohisob/field/send", {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify({ jsonrpc: "2.0", method: "call", params: { item } }),
                signal: stop.signal,
            });
            return await response.json();
        } finally {
            clearTimeout(timer);
        }
    }

    async function sendItem(item) {
        const answer = await post(item);
        if (answer.error) {
            if (answer.error.code === 100) {
                notice(words.login, "/web/login?redirect=/elektrohisob/field");
            }
            return false; // kept, tried again later
        }
        if (answer.result.refused) {
            item.refused = answer.result.refused;
            await put("queue", item);
            return true;
        }
        await remove("queue", item.uuid);
        if (item.type === "result") {
            const finished = read("finished", {});
            finished[item.order] = answer.result.message;
            write("finished", finished);
        }
        if (answer.result.reading && answer.result.reading !== "accepted") {
            notice(answer.result.message);
        }
        return true;
    }

    async function sendWaiting() {
        const waiting = (await all("queue")).filter((item) => !item.refused);
        waiting.sort((a, b) => a.created - b.created);
        for (const item of waiting) {
            if (!(await sendItem(item))) {
                break;
            }
        }
    }

    async function sendAll() {
        again = sending;
        if (sending) {
            return;
        }
        sending = true;
        do {
            again = false;
            try {
                await sendWaiting();
            } catch {
                // no line: what is left stays in the queue
            }
        } while (again);
        sending = false;
        await loadQueue();
    }

    async function loadQueue() {
        queue = await all("queue");
        showLine();
        if (!location.hash) {
            showList();
        }
    }

    async function refresh() {
        try {
            const response = await fetch("/elektrohisob/field/orders");
            if (response.redirected) {
                notice(words.login, "/web/login?redirect=/elektrohisob/field");
                return;
            }
            orders = (await response.json()).orders;
            write("orders", orders);
            write("finished", {});
        } catch {
            // the orders kept on the telephone are shown
        }
        await sendAll();
    }

    // === LIST === //

    function stateOf(order) {
        const mine = queue.filter((item) => item.order === order.id);
        if (mine.some((item) => item.refused)) {
            return "refused";
        }
        if (mine.some((item) => item.type === "result")) {
            return "waits";
        }
        return read("finished", {})[order.id] ? "sent" : "";
    }

    function card(order) {
        const state = stateOf(order);
        return el(
            "a",
            { class: `card ${state}`, href: `#${order.id}` },
            el("span", { class: "place" }, order.place || "·"),
            el(
                "span",
                { class: "what" },
                el("b", {}, order.kind_name),
                el("span", {}, order.address || order.name),
                el("small", {}, [order.name, order.meter].filter(Boolean).join(" · ")),
            ),
            state
                ? el("span", { class: "badge" }, words[state])
                : order.late && el("span", { class: "badge bad" }, words.late),
        );
    }

    function showList() {
        document.getElementById("back").hidden = true;
        const nodes = [];
        let day = null;
        for (const order of orders) {
            if (order.date !== day) {
                day = order.date;
                nodes.push(el("h2", {}, day));
            }
            nodes.push(card(order));
        }
        // refused results of orders that are gone from the list can still be seen
        for (const item of queue) {
            if (item.refused && !orders.some((order) => order.id === item.order)) {
                nodes.push(refusal(item));
            }
        }
        main.replaceChildren(
            ...(nodes.length ? nodes : [el("p", { class: "empty" }, words.no_orders)]),
        );
    }

    function refusal(item) {
        return el(
            "div",
            { class: "alert", role: "alert" },
            el("b", {}, item.number || ""),
            " ",
            item.refused,
            el(
                "button",
                {
                    type: "button",
                    onclick: async () => {
                        if (confirm(words.drop_sure)) {
                            await remove("queue", item.uuid);
                            await loadQueue();
                            route();
                        }
                    },
                },
                words.drop,
            ),
            item.type === "result" &&
                el(
                    "button",
                    {
                        type: "button",
                        onclick: async () => {
                            write(`draft-${item.order}`, item);
                            await remove("queue", item.uuid);
                            await loadQueue();
                            route();
                        },
                    },
                    words.mend,
                ),
        );
    }

    // === FORM === //

    function fact(label, value) {
        return value && el("p", { class: "fact" }, el("small", {}, label), value);
    }

    function facts(order) {
        const address = encodeURIComponent(order.address);
        return [
            el("h1", {}, order.kind_name, " ", el("small", {}, order.number)),
            el("p", { class: "address" }, order.address),
            el(
                "p",
                { class: "links" },
                order.phone && el("a", { class: "button", href: `tel:${order.phone}` }, words.call),
                order.address &&
                    el("a", { class: "button", href: `geo:0,0?q=${address}` }, words.map),
            ),
            fact(words.account, `${order.account} ${order.name}`),
            fact(words.meter, [order.meter, order.point].filter(Boolean).join(" · ")),
            fact(words.seal, order.seal),
            fact(words.last, order.last && `${order.last} (${order.last_day})`),
            ...[order.reason, order.ground, order.instruction]
                .filter(Boolean)
                .map((text) => el("p", { class: "instruction" }, text)),
        ];
    }

    function field(draft, name, label, attributes = {}) {
        const tag = attributes.rows ? "textarea" : "input";
        const input = el(tag, {
            name,
            type: attributes.rows ? null : "text",
            autocomplete: "off",
            ...attributes,
        });
        input.value = draft[name] || "";
        return el("label", {}, label, input);
    }

    /** A box to tick. */
    function tick(draft, name, label) {
        const input = el("input", { name, type: "checkbox", value: "1" });
        input.checked = Boolean(draft[name]);
        return el("label", { class: "tick" }, input, ` ${label}`);
    }

    function shrink(file) {
        return new Promise((resolve, reject) => {
            const image = new Image();
            image.onload = () => {
                const part = Math.min(1, PHOTO_SIDE / Math.max(image.width, image.height));
                const canvas = el("canvas", {
                    width: Math.round(image.width * part),
                    height: Math.round(image.height * part),
                });
                canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
                URL.revokeObjectURL(image.src);
                resolve(canvas.toDataURL("image/jpeg", PHOTO_QUALITY));
            };
            image.onerror = reject;
            image.src = URL.createObjectURL(file);
        });
    }

    async function photoBox(order) {
        const shown = el("div", { class: "photos" });
        const draw = (photo) => {
            const node = el(
                "button",
                {
                    type: "button",
                    class: "photo",
                    "aria-label": words.drop,
                    onclick: async () => {
                        await remove("drafts", photo.uuid);
                        node.remove();
                    },
                },
                el("img", { src: photo.image, alt: "" }),
                "×",
            );
            shown.append(node);
        };
        const input = el("input", {
            type: "file",
            accept: "image/*",
            capture: "environment",
            multiple: true,
            onchange: async () => {
                for (const file of input.files) {
                    const photo = {
                        uuid: uuid(),
                        order: order.id,
                        image: await shrink(file),
                    };
                    await put("drafts", photo);
                    draw(photo);
                }
                input.value = "";
            },
        });
        for (const photo of await all("drafts")) {
            if (photo.order === order.id) {
                draw(photo);
            }
        }
        return el("div", {}, el("label", { class: "button wide" }, words.take_photo, input), shown);
    }

    function placeBox(draft, keep) {
        const text = el("span", { class: "found" });
        const show = () => {
            text.textContent = draft.latitude
                ? `${draft.latitude.toFixed(6)}, ${draft.longitude.toFixed(6)} ±${Math.round(draft.accuracy)} m`
                : "";
        };
        const find = () => {
            if (!navigator.geolocation) {
                text.textContent = words.no_place;
                return;
            }
            text.textContent = "…";
            navigator.geolocation.getCurrentPosition(
                ({ coords }) => {
                    draft.latitude = coords.latitude;
                    draft.longitude = coords.longitude;
                    draft.accuracy = coords.accuracy;
                    show();
                    keep();
                },
                () => (text.textContent = words.no_place),
                { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
            );
        };
        show();
        return el(
            "p",
            { class: "row" },
            el("button", { type: "button", onclick: find }, words.find_place),
            text,
        );
    }

    function signatureBox(draft, keep) {
        const canvas = el("canvas", { width: 600, height: 220, class: "signature" });
        const pen = canvas.getContext("2d");
        pen.lineWidth = 3;
        pen.lineCap = "round";
        let drawing = false;
        const at = (event) => {
            const box = canvas.getBoundingClientRect();
            return [
                ((event.clientX - box.left) * canvas.width) / box.width,
                ((event.clientY - box.top) * canvas.height) / box.height,
            ];
        };
        canvas.addEventListener("pointerdown", (event) => {
            drawing = true;
            canvas.setPointerCapture(event.pointerId);
            pen.beginPath();
            pen.moveTo(...at(event));
        });
        canvas.addEventListener("pointermove", (event) => {
            if (drawing) {
                pen.lineTo(...at(event));
                pen.stroke();
            }
        });
        canvas.addEventListener("pointerup", () => {
            drawing = false;
            draft.signature = canvas.toDataURL("image/png");
            keep();
        });
        if (draft.signature) {
            const image = new Image();
            image.onload = () => pen.drawImage(image, 0, 0);
            image.src = draft.signature;
        }
        const clear = () => {
            pen.clearRect(0, 0, canvas.width, canvas.height);
            draft.signature = "";
            keep();
        };
        return el("div", {}, canvas, el("button", { type: "button", onclick: clear }, words.clear));
    }

    function reasonBox(draft) {
        const options = data.reasons.map((reason) =>
            el(
                "option",
                { value: reason.id, selected: draft.reason_id === reason.id },
                reason.name,
            ),
        );
        return el(
            "label",
            {},
            words.why,
            el("select", { name: "reason_id" }, el("option", { value: "" }, ""), ...options),
        );
    }

    function resultFields(order, draft) {
        const digits = { inputmode: "decimal", maxlength: 15 };
        const swaps = order.kind === "install" || order.kind === "replace";
        const label = order.kind === "replace" ? words.old_value : words.value;
        return [
            order.kind !== "install" && field(draft, "value", label, digits),
            swaps && field(draft, "serial_new", words.new_serial),
            swaps && field(draft, "value_new", words.new_value, digits),
            order.kind !== "read" && field(draft, "seal_removed", words.seal_removed),
            order.kind !== "read" && tick(draft, "seal_broken", words.seal_broken),
            order.kind !== "read" && field(draft, "seal_number", words.seal_number),
        ];
    }

    function outcomeBox(draft) {
        return el(
            "p",
            { class: "outcome" },
            ...["done", "failed"].map((name) =>
                el(
                    "label",
                    {},
                    el("input", {
                        type: "radio",
                        name: "outcome",
                        value: name,
                        checked: (draft.outcome || "done") === name,
                    }),
                    words[name],
                ),
            ),
        );
    }

    /** What is missing or wrong in the form; nothing if it can be sent. */
    function objection(order, draft) {
        if (draft.outcome === "failed") {
            const reason = data.reasons.find((row) => row.id === draft.reason_id);
            if (!reason) {
                return words.need_reason;
            }
            return reason.comment && !draft.note ? words.need_note : "";
        }
        const values = [draft.value, draft.value_new].filter(Boolean);
        if (values.some((value) => !/^\d+([.,]\d+)?$/.test(value))) {
            return words.need_digits;
        }
        return order.kind === "read" && !draft.value ? words.need_value : "";
    }

    async function send(order, draft) {
        const wrong = objection(order, draft);
        if (wrong) {
            notice(wrong);
            return;
        }
        const value = parseFloat((draft.value || "").replace(",", "."));
        if (order.last_value !== null && value < order.last_value) {
            if (draft.outcome !== "failed" && !confirm(words.less)) {
                return;
            }
        }
        if (leaving) {
            return; // the button was pressed again
        }
        leaving = true;
        try {
            await keepResult(order, draft);
        } finally {
            leaving = false;
        }
        sendAll();
    }

    async function keepResult(order, draft) {
        const created = Date.now();
        const head = { order: order.id, number: order.number };
        await put("queue", {
            ...draft,
            ...head,
            refused: "",
            uuid: uuid(),
            type: "result",
            date: new Date(created).toISOString(),
            created,
        });
        for (const photo of await all("drafts")) {
            if (photo.order === order.id) {
                await put("queue", {
                    ...photo,
                    ...head,
                    type: "photo",
                    created: created + 1,
                });
                await remove("drafts", photo.uuid);
            }
        }
        write(`draft-${order.id}`, null);
        notice(navigator.onLine ? "" : words.kept);
        location.hash = "";
        await loadQueue();
    }

    async function showForm(order) {
        document.getElementById("back").hidden = false;
        const refused = queue.filter((item) => item.order === order.id && item.refused);
        if (stateOf(order)) {
            const told = read("finished", {})[order.id] || words[stateOf(order)];
            const body = refused.length
                ? refused.map(refusal)
                : [el("p", { class: "empty" }, told)];
            main.replaceChildren(...facts(order).filter(Boolean), ...body);
            return;
        }
        const draft = read(`draft-${order.id}`, { outcome: "done" });
        const keep = () => write(`draft-${order.id}`, draft);
        const done = el("div", { class: "done" }, ...resultFields(order, draft).filter(Boolean));
        const failed = el("div", { class: "failed" }, reasonBox(draft));
        const form = el(
            "form",
            {
                onsubmit: (event) => {
                    event.preventDefault();
                    send(order, draft);
                },
            },
            outcomeBox(draft),
            done,
            failed,
            field(draft, "note", words.note, { rows: 2 }),
            await photoBox(order),
            placeBox(draft, keep),
            el("h2", {}, words.signature),
            signatureBox(draft, keep),
            field(draft, "signer", words.signer),
            el("button", { class: "send", type: "submit" }, words.send),
        );
        const follow = () => {
            done.hidden = draft.outcome === "failed";
            failed.hidden = draft.outcome !== "failed";
        };
        form.addEventListener("input", ({ target }) => {
            if (target.name) {
                const texts = {
                    reason_id: () => Number(target.value),
                    seal_broken: () => target.checked,
                };
                draft[target.name] = (texts[target.name] || (() => target.value.trim()))();
                keep();
                follow();
            }
        });
        follow();
        main.replaceChildren(...facts(order).filter(Boolean), form);
        window.scrollTo(0, 0);
    }

    function route() {
        const id = Number(location.hash.slice(1));
        const order = orders.find((row) => row.id === id);
        if (order) {
            showForm(order);
        } else {
            showList();
        }
    }

    // === START === //

    document.getElementById("back").addEventListener("click", () => {
        location.hash = "";
    });
    document.getElementById("refresh").addEventListener("click", refresh);
    window.addEventListener("hashchange", () => {
        notice("");
        route();
    });
    window.addEventListener("online", () => {
        showLine();
        refresh();
    });
    window.addEventListener("offline", showLine);
    setInterval(() => queue.length && sendAll(), RETRY_MS);
    if ("serviceWorker" in navigator && window.isSecureContext) {
        navigator.serviceWorker
            .register("/elektrohisob/field/worker.js", { scope: "/elektrohisob/field" })
            .catch(() => null);
    }
    loadQueue().then(() => {
        if (navigator.onLine) {
            refresh().then(route);
        }
        route();
    });
})();
