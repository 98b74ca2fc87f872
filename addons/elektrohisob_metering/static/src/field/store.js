/* What the page of field crews keeps on the telephone, each user his own: orders and
   half-filled forms in localStorage, unsent results and photos in IndexedDB. */
(function () {
    "use strict";

    const data = JSON.parse(document.getElementById("field-data").textContent);
    const prefix = `elektrohisob-field-${data.user}`;

    function uuid() {
        if (crypto.randomUUID) {
            return crypto.randomUUID();
        }
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
        return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    }

    function read(name, otherwise) {
        try {
            return JSON.parse(localStorage.getItem(`${prefix}-${name}`)) || otherwise;
        } catch {
            return otherwise;
        }
    }

    function write(name, value) {
        try {
            if (value === null) {
                localStorage.removeItem(`${prefix}-${name}`);
            } else {
                localStorage.setItem(`${prefix}-${name}`, JSON.stringify(value));
            }
        } catch {
            // a full or forbidden store: the form itself still has everything
        }
    }

    const opened = new Promise((resolve, reject) => {
        const request = indexedDB.open(prefix, 1);
        request.onupgradeneeded = () => {
            request.result.createObjectStore("queue", { keyPath: "uuid" });
            request.result.createObjectStore("drafts", { keyPath: "uuid" });
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });

    async function run(store, mode, work) {
        const base = await opened;
        return new Promise((resolve, reject) => {
            const transaction = base.transaction(store, mode);
            const request = work(transaction.objectStore(store));
            transaction.oncomplete = () => resolve(request.result);
            transaction.onerror = () => reject(transaction.error);
            transaction.onabort = () => reject(transaction.error);
        });
    }

    window.fieldStore = {
        data,
        uuid,
        read,
        write,
        put: (store, item) => run(store, "readwrite", (rows) => rows.put(item)),
        remove: (store, key) => run(store, "readwrite", (rows) => rows.delete(key)),
        all: (store) => run(store, "readonly", (rows) => rows.getAll()),
    };
})();
