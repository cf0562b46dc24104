// SPDX-License-Identifier: Apache-2.0
// One point in depth: what limits it, where area and energy go, its stages and buffers.

const kStageKeys = [
    "name", "kind", "lanes", "needed", "busy", "starved", "blocked", "adders", "adder_bits", "flop_bits", "latch_bits",
    "sram_bits", "area", "energy"
];
const kBufferKeys = ["name", "kind", "storage", "depth", "high_water", "bits", "auto"];
// A part has the same colour in area and in energy.
const kPartColours = {
    adders: "#0072b2",
    multipliers: "#d55e00",
    "comparators and muxes": "#e69f00",
    flops: "#009e73",
    latches: "#f0e442",
    clock: "#56b4e9",
    sram: "#cc79a7",
    leakage: "#777777"
};
const partColour = (word) => kPartColours[word] ?? "#444444";

function named(keys, pooled, row) {
    const item = Object.fromEntries(keys.map((key, i) => [key, row[i]]));
    for (const key of pooled) item[key] = item[key] === null ? "" : data.names[item[key]];
    return item;
}

// A unit in which the largest of some values is easy to read.
function unitFor(largest, steps) {
    return [...steps].reverse().find(([, factor]) => largest >= factor) ?? steps[0];
}
const kAreaUnits = [["\u00b5m\u00b2", 1], ["mm\u00b2", 1e6]];
const kEnergyUnits = [["pJ", 1], ["nJ", 1e3], ["\u00b5J", 1e6], ["mJ", 1e9]];

// Shares of a whole, side by side: [[share, colour], ...].
function barOf(parts, label) {
    let left = 0;
    return html(
        "span", {class: "bar"},
        svg("svg", {viewBox: "0 0 100 8", preserveAspectRatio: "none", role: "img", "aria-label": label},
            svg("rect", {x: 0, y: 0, width: 100, height: 8, fill: "#eef1f4"}), parts.map(([share, colour]) => {
                const part =
                    svg("rect", {x: left.toFixed(2), y: 0, width: (100 * share).toFixed(2), height: 8, fill: colour});
                left += 100 * share;
                return part;
            })));
}

function legend(entries) {
    return html(
        "div", {class: "legend"},
        entries.map(([text, colour]) => html("span", {}, html("i", {style: `background:${colour}`}), text)));
}

// A part as the legend names it; a share only of a whole that is known.
function partText(word, value, [unit, factor], total) {
    if (value === null) return `${word} unknown`;
    const share = total === null ? "" : ` (${percentText(value / total)})`;
    return `${word} ${numberText(value / factor)} ${unit}${share}`;
}

// A whole and its parts. `key` is that of the whole in report.json: its reason says why it is unknown.
function breakdown(title, key, total, parts, units, reasons) {
    const shown = parts.filter(([, value]) => value !== 0);
    if (shown.length === 0) return null;
    const [unit, factor] = unitFor(total ?? shown.reduce((most, [, value]) => Math.max(most, value ?? 0), 0), units);
    const word = (part) => part.replace(/_(um2|pj)$/, "").replace(/_/g, " ");
    const text = ([part, value]) => partText(word(part), value, [unit, factor], total);
    const entries = legend(shown.map((part) => [text(part), part[1] === null ? "none" : partColour(word(part[0]))]));
    if (total === null)
        return html(
            "div", {class: "stack"}, html("h3", {}, `${title}: unknown`),
            html("p", {class: "unknown"}, `${reasons[key] ?? "no reason given"}. Parts that are known:`), entries);
    let left = 0;
    const rects = shown.filter(([, value]) => value !== null).map((part) => {
        const width = 900 * part[1] / total;
        const rect = svg(
            "rect",
            {x: left.toFixed(1), y: 0, width: width.toFixed(1), height: 22, fill: partColour(word(part[0]))},
            svg("title", {}, text(part)));
        left += width;
        return rect;
    });
    return html(
        "div", {class: "stack"}, html("h3", {}, `${title}: ${numberText(total / factor)} ${unit}`),
        svg("svg", {viewBox: "0 0 900 22", role: "img", "aria-label": title}, rects), entries);
}

// Sentences, the most important first.
function limits(detail) {
    const list = [];
    const {cycles, critical_path: path, reasons} = detail;
    const unknown = (what, key) => list.push(`${what} unknown: ${reasons[key] ?? "no reason given"}.`);
    if (detail.deadlock) list.push(`The chip deadlocks at buffer ${detail.deadlock}.`);
    if (detail.partial_reason) list.push(`The run is not complete: ${detail.partial_reason}.`);
    const target = cycles.target === null ? "" : `; the design's target is ${
        numberText(cycles.target)}${cycles.target_met === false ? ", and it is missed" : ""}`;
    const equal = detail.stages.filter((row) => row[kStageKeys.indexOf("needed")] === cycles.needed).length - 1;
    const others = equal > 0 ? `, and so ${equal === 1 ? "does 1 other stage" : `do ${equal} other stages`}` : "";
    list.push(`The bottleneck is ${detail.bottleneck}: it needs ${numberText(cycles.needed)} cycles per image${others}${
        target}.`);
    if (detail.limiting_buffer)
        list.push(`Buffer ${detail.limiting_buffer} keeps the chip from that rate: it is too shallow.`);
    else if (cycles.per_image === null)
        unknown("The rate is", "cycles.per_image");
    else if (cycles.per_image <= cycles.needed)
        list.push("No buffer costs a cycle: the chip runs at the rate of its bottleneck.");
    if (path?.max_clock_mhz) {
        const where = [path.stage, path.what && `(${path.what})`].filter(Boolean).join(" ");
        list.push(
            `The critical path allows ${numberText(path.max_clock_mhz)} MHz, set by ${where}; the clock is ${
                numberText(detail.clock_mhz)} MHz` +
            (path.met === false ? ": NOT MET." : "."));
    } else {
        unknown("The maximum clock is", "critical_path.max_clock_mhz");
    }
    if (detail.reprogram)
        list.push(
            `Reprogramming: ${detail.reprogram.status}` +
            (detail.reprogram.throughput_dip === null ?
                 "." :
                 `, throughput dip ${percentText(detail.reprogram.throughput_dip)}.`));
    return html("ul", {id: "limits"}, list.map((sentence) => html("li", {}, sentence)));
}

const kStates = [["busy", "#0072b2"], ["starved", "#cfd6de"], ["blocked", "#d55e00"]];

function valueBar(key, colour, largest, total, unit, factor) {
    return (row) => row[key] === null ? "unknown" : [
        html("span", {class: "number"}, numberText(row[key] / factor)),
        barOf(
            [[largest > 0 ? row[key] / largest : 0, colour]],
            total === null ? "of a whole that is unknown" : `${percentText(total > 0 ? row[key] / total : 0)} of the chip`)
    ];
}

function stageTable(detail) {
    const stages = detail.stages.map((row) => named(kStageKeys, ["name", "kind"], row));
    const most = (key) => stages.reduce((best, row) => Math.max(best, row[key] ?? 0), 0);
    // Of known parts only there is no sum.
    const sum = (key) => stages.some((row) => row[key] === null) ?
        null :
        stages.reduce((all, row) => all + row[key], 0);
    const [areaUnit, areaFactor] = unitFor(most("area"), kAreaUnits);
    const [energyUnit, energyFactor] = unitFor(most("energy"), kEnergyUnits);
    const all = (row) => row.busy + row.starved + row.blocked || 1;
    const plain = (key, label, unit = "") =>
        ({key, label, unit, numeric: true, of: (row) => row[key], cell: (row) => valueText(row[key])});
    const columns = [
        {
            key: "name",
            label: "stage",
            unit: "",
            of: (row) => row.name,
            cell: (
                row) => [row.name, row.name === detail.bottleneck ? html("span", {class: "badge"}, "bottleneck") : null]
        },
        {key: "kind", label: "kind", unit: "", of: (row) => row.kind, cell: (row) => row.kind},
        plain("lanes", "lanes"),
        plain("needed", "needs", "cycles per image"),
        {
            key: "busy",
            label: "busy, starved, blocked",
            unit: "% of all cycles: busy",
            numeric: true,
            bars: true,
            of: (row) => row.busy / all(row),
            cell: (row) =>
                [html("span", {class: "number"}, percentText(row.busy / all(row))),
                 barOf(
                     kStates.map(([state, colour]) => [row[state] / all(row), colour]),
                     kStates.map(([state]) => `${state} ${percentText(row[state] / all(row))}`).join(", "))]
        },
        plain("adders", "adders"),
        plain("flop_bits", "flops", "bits"),
        plain("latch_bits", "latches", "bits"),
        {
            key: "area",
            label: "area",
            unit: areaUnit,
            mark: "~",
            numeric: true,
            bars: true,
            of: (row) => row.area,
            cell: valueBar("area", "#009e73", most("area"), sum("area"), areaUnit, areaFactor)
        },
        {
            key: "energy",
            label: "energy per image",
            unit: energyUnit,
            mark: "~",
            numeric: true,
            bars: true,
            of: (row) => row.energy,
            cell: valueBar("energy", "#b8578c", most("energy"), sum("energy"), energyUnit, energyFactor)
        },
    ];
    const table = plainTable(columns, stages, (row) => row.name === detail.bottleneck ? "limit" : null);
    table.id = "stages";
    table.addEventListener("pointermove", (event) => {
        const bar = event.target.closest(".bar svg");
        if (bar)
            showTooltip(event, [[bar.getAttribute("aria-label"), ""]]);
        else
            hideTooltip();
    });
    table.addEventListener("pointerleave", hideTooltip);
    return [
        html("h3", {}, "Stages"), legend(kStates),
        html(
            "p", {class: "soft small"},
            `A click on a title sorts. Shares of ${
                numberText(detail.cycles.total)} simulated cycles, filling and draining of the pipeline included.`),
        table, detail.stage_reasons.map((reason) => html("p", {class: "unknown"}, `unknown: ${reason}`))
    ];
}

function bufferTable(detail) {
    const buffers = detail.buffers.map((row) => named(kBufferKeys, ["name", "kind", "storage"], row));
    if (buffers.length === 0) return null;
    const largest = buffers.reduce((best, row) => Math.max(best, row.bits ?? 0), 0);
    const columns = [
        {
            key: "name",
            label: "buffer",
            unit: "",
            of: (row) => row.name,
            cell: (row) =>
                [row.name, row.name === detail.limiting_buffer ? html("span", {class: "badge"}, "limits") : null]
        },
        {key: "kind", label: "kind", unit: "", of: (row) => row.kind, cell: (row) => row.kind},
        {
            key: "depth",
            label: "depth",
            unit: "beats",
            numeric: true,
            of: (row) => row.depth,
            cell: (row) => numberText(row.depth) + (row.auto ? "" : " (given)")
        },
        {
            key: "high_water",
            label: "high water",
            unit: "beats",
            numeric: true,
            bars: true,
            of: (row) => row.high_water / row.depth,
            cell: (row) =>
                [html("span", {class: "number"}, numberText(row.high_water)),
                 barOf(
                     [[row.high_water / row.depth, "#0072b2"]],
                     `${numberText(row.high_water)} of ${numberText(row.depth)} beats used`)]
        },
        {
            key: "bits",
            label: "size",
            unit: "bits",
            numeric: true,
            bars: true,
            of: (row) => row.bits,
            cell: (row) =>
                [html("span", {class: "number"}, numberText(row.bits)),
                 barOf([[largest > 0 ? row.bits / largest : 0, "#009e73"]], "")]
        },
        {key: "storage", label: "made of", unit: "", of: (row) => row.storage, cell: (row) => row.storage},
    ];
    const table = plainTable(columns, buffers, (row) => row.name === detail.limiting_buffer ? "limit" : null);
    table.id = "buffers";
    return [html("h3", {}, "Buffers"), table];
}

function detailBody(point) {
    const detail = data.details[point.id];
    return [
        html("h3", {}, "What limits"), limits(detail),
        breakdown("Area", "area.total_um2", detail.area_total, detail.area, kAreaUnits, detail.reasons),
        breakdown(
            "Energy per image", "energy.per_image_pj", detail.energy_total, detail.energy, kEnergyUnits,
            detail.reasons),
        stageTable(detail), bufferTable(detail)
    ];
}

function detailSection(state) {
    const point = state.chosen;
    if (!point || point.error) return null;
    const name = axisColumns.map((column) => `${column.label} ${column.text(point)}`).join(", ");
    const body = data.details[point.id] ?
        detailBody(point) :
        html(
            "p", {class: "soft"},
            "The stages of this point are not in this page: it has no report.json, or --details was too small.");
    return html(
        "section", {id: "detail"}, html("h2", {}, `In depth: ${nameOf(point)}`),
        data.runs ? null : html("p", {class: "soft"}, name), body);
}
