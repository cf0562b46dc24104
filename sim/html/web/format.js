// SPDX-License-Identifier: Apache-2.0
// Numbers as people read them: four significant digits, thousands in groups, the same in every locale.

function grouped(text) {
    const [whole, ...rest] = text.split(".");
    return [whole.replace(/(\d)(?=(\d{3})+$)/g, "$1,"), ...rest].join(".");
}

function numberText(value) {
    if (Number.isInteger(value) && Math.abs(value) < 1e15) return grouped(String(value));
    return fourDigits(value);
}

function fourDigits(value) {
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (size < 1e-4 || size >= 1e15) return value.toExponential(3);
    const decimals = Math.max(0, 3 - Math.floor(Math.log10(size)));
    return grouped(value.toFixed(decimals));
}

function valueText(value) {
    if (value === null || value === undefined) return "\u2013";
    return typeof value === "number" ? numberText(value) : String(value);
}

function percentText(share) {
    return (100 * share).toFixed(1) + " %";
}
