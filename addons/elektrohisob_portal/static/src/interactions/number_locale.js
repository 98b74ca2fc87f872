/**
 * Uzbek groups digits as Russian does, but browsers do not know it and would fall
 * back to English.
 */
export function numberLocale() {
    return document.documentElement.lang.startsWith("en") ? "en" : "ru";
}
