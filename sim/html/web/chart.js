// SPDX-License-Identifier: Apache-2.0
// Scales, ticks and frames of plots.

function niceStep(span, count) {
    const rough = span / count;
    const power = 10 ** Math.floor(Math.log10(rough));
    return power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
}

// From values to pixels. `at(value)`, and ticks as [value, text].
function linearScale(low, high, from, to, count) {
    if (low === high) [low, high] = low === 0 ? [-1, 1] : [low - Math.abs(low) / 10, high + Math.abs(high) / 10];
    const margin = (high - low) * 0.05;
    if (low < 0 || low - margin >= 0)
        low -= margin;
    else
        low = 0;
    high += margin;
    const step = niceStep(high - low, count);
    const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const ticks = [];
    for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; ++n)
        ticks.push([n * step, grouped((n * step).toFixed(decimals))]);
    return {at: (value) => from + (to - from) * (value - low) / (high - low), ticks};
}

function logScale(low, high, from, to) {
    if (low === high) [low, high] = [low / 2, high * 2];
    const margin = (high / low) ** 0.05;
    const [a, b] = [Math.log10(low / margin), Math.log10(high * margin)];
    const factors = b - a > 2.5 ? [1] : b - a > 1 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9];
    const ticks = [];
    for (let power = Math.floor(a); power <= b; ++power) {
        for (const factor of factors) {
            const value = factor * 10 ** power;
            if (Math.log10(value) >= a && Math.log10(value) <= b)
                ticks.push([value, numberText(Number(value.toPrecision(3)))]);
        }
    }
    return {at: (value) => from + (to - from) * (Math.log10(value) - a) / (b - a), ticks};
}

function scaleOf(numbers, logarithmic, from, to, count) {
    const low = numbers.reduce((a, b) => Math.min(a, b)), high = numbers.reduce((a, b) => Math.max(a, b));
    return logarithmic && low > 0 ? logScale(low, high, from, to) : linearScale(low, high, from, to, count);
}

// One place for each value, evenly apart.
function ordinalScale(list, from, to) {
    const width = (to - from) / list.length;
    const places = new Map(list.map((value, i) => [value, from + width * (i + 0.5)]));
    const every = Math.ceil(list.length * 34 / Math.abs(to - from));
    const letters = Math.max(3, Math.floor(Math.abs(width) * every / 6.5) - 1);
    const short = (text) => text.length > letters ? text.slice(0, letters - 1) + "\u2026" : text;
    const ticks = list.filter((value, i) => i % every === 0).map((value) => [value, short(valueText(value))]);
    return {at: (value) => places.get(value), ticks, width: Math.abs(width)};
}

// Grid, frame, ticks and titles of a plot inside `box` = {left, top, right, bottom}.
function frameOf(box, x, y, xTitle, yTitle) {
    const parts = [];
    for (const [value, text] of x.ticks) {
        const at = x.at(value);
        parts.push(
            svg("line", {class: "grid", x1: at, x2: at, y1: box.top, y2: box.bottom}),
            svg("text", {class: "tick", x: at, y: box.bottom + 16, "text-anchor": "middle"}, text));
    }
    for (const [value, text] of y.ticks) {
        const at = y.at(value);
        parts.push(
            svg("line", {class: "grid", x1: box.left, x2: box.right, y1: at, y2: at}),
            svg("text", {class: "tick", x: box.left - 7, y: at + 4, "text-anchor": "end"}, text));
    }
    parts.push(svg("path", {class: "frame", d: `M${box.left} ${box.top}V${box.bottom}H${box.right}`}));
    const middle = (box.top + box.bottom) / 2;
    parts.push(svg("text", {x: (box.left + box.right) / 2, y: box.bottom + 36, "text-anchor": "middle"}, xTitle));
    if (yTitle)
        parts.push(svg(
            "text",
            {x: box.left - 50, y: middle, "text-anchor": "middle", transform: `rotate(-90 ${box.left - 50} ${middle})`},
            yTitle));
    return parts;
}

const kCategories = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8a7a00", "#555555"];
const kSequence = [[68, 1, 84], [65, 68, 135], [42, 120, 142], [34, 168, 132], [122, 209, 81]];

// Values in order; numbers before texts.
function distinct(column, candidates) {
    const all = [...new Set(candidates.map(column.of))].filter((value) => value !== null && value !== undefined);
    return all.sort((a, b) => typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1);
}

// Numbers get a sequence from dark to light, texts one colour each.
function colours(list) {
    if (!list.every((value) => typeof value === "number"))
        return new Map(list.map((value, i) => [value, kCategories[i % kCategories.length]]));
    return new Map(list.map((value, i) => {
        const place = list.length > 1 ? i / (list.length - 1) * (kSequence.length - 1) : 0;
        const low = Math.min(Math.floor(place), kSequence.length - 2), part = place - low;
        const mixed = kSequence[low].map((c, k) => Math.round(c + (kSequence[low + 1][k] - c) * part));
        return [value, `rgb(${mixed.join(" ")})`];
    }));
}
