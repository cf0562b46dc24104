// SPDX-License-Identifier: Apache-2.0
// The data of the page, what the reader has chosen to see of it, and the Pareto set.

const data = JSON.parse(document.getElementById("data").textContent);

// Columns of a point: its axes, then its metrics. `of(point)` is the value as it is shown, in `unit`.
const axisColumns = data.axes.map(
    (axis, i) => ({...axis, label: axis.key, unit: "", better: "", mark: "", of: (point) => point.axes[i] ?? null}));
const metricColumns = data.metrics.map((metric, i) => ({
                                           ...metric,
                                           of: (point) => {
                                               const value = point.metrics[i];
                                               return typeof value === "number" ? value / metric.factor : value ?? null;
                                           }
                                       }));
const points = data.points.map(([id, index, axes, metrics, error]) => ({id, index, axes, metrics, error}));
const pointById = new Map(points.map((point) => [point.id, point]));

const columnByKey = new Map([...metricColumns, ...axisColumns].map((column) => [column.key, column]));
for (const column of columnByKey.values()) {
    column.numeric = points.some((point) => typeof column.of(point) === "number");
    // Counts and parameters as they are; of what is measured, the same digits in every row.
    const whole = (column.factor ?? 1) === 1 &&
        points.every((point) => typeof column.of(point) !== "number" || Number.isInteger(column.of(point)));
    const exact = whole || axisColumns.includes(column);
    column.text = (point) => {
        const value = column.of(point);
        if (typeof value !== "number") return valueText(value);
        return exact ? grouped(String(value)) : fourDigits(value);
    };
}
const plottable = metricColumns.filter((column) => column.numeric);

// Of a sweep that changes one parameter at a time, the one that the point changes.
function axesOf(point) {
    const set = axisColumns.filter((axis) => axis.of(point) !== null);
    return set.length > 0 && axisColumns.length > 12 ? set : axisColumns;
}

function nameOf(point) {
    return data.runs ? point.id : `point ${point.index}`;
}
function titleOf(column) {
    return column.label + (column.unit ? ` (${column.unit})` : "");
}
function directionOf(column) {
    return column.better ? `${column.label}: ${column.better} is better` : `${column.label}: no better direction`;
}

// A filter is a comparison (">= 16", "2..5", "!= 3") or a part of a text. Returns nothing if it cannot be read.
function predicate(text, column) {
    const wanted = text.trim();
    if (wanted === "") return () => true;
    const between = /^(-?[\d.eE+-]+)\s*\.\.\s*(-?[\d.eE+-]+)$/.exec(wanted);
    if (between) {
        const [low, high] = [Number(between[1]), Number(between[2])];
        return (point) => typeof column.of(point) === "number" && column.of(point) >= low && column.of(point) <= high;
    }
    const [, operator, rest] = /^(>=|<=|!=|>|<|=)?\s*(.*)$/.exec(wanted);
    const number = rest === "" ? NaN : Number(rest);
    const order = {">=": (a, b) => a >= b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, "<": (a, b) => a < b};
    if (order[operator]) {
        if (Number.isNaN(number)) return null;
        return (point) => typeof column.of(point) === "number" && order[operator](column.of(point), number);
    }
    if (operator || (column.numeric && !Number.isNaN(number))) {
        const same = (value) =>
            value === number || valueText(value) === rest || (typeof value === "number" && fourDigits(value) === rest);
        return (point) => same(column.of(point)) === (operator !== "!=");
    }
    return (point) => valueText(column.of(point)).toLowerCase().includes(rest.toLowerCase());
}

// What is seen; kept in the address, so that a view can be linked.
const view = {
    x: data.front.x,
    y: data.front.y,
    logx: "",
    logy: "",
    colour: "",
    effect: data.front.x,
    sort: "",
    descending: "",
    page: "0",
    point: "",
    onlyfront: "",
    columns: "",
    filters: {},
};
const defaults = {...view};

function readAddress() {
    const parameters = new URLSearchParams(location.hash.slice(1));
    Object.assign(view, defaults, {filters: {}});
    for (const [name, value] of parameters) {
        if (name.startsWith("f."))
            view.filters[name.slice(2)] = value;
        else if (name in view && name !== "filters")
            view[name] = value;
    }
    for (const name of ["x", "y", "effect"])
        if (!plottable.includes(columnByKey.get(view[name]))) view[name] = plottable[0]?.key ?? "";
    if (!pointById.has(view.point)) view.point = "";
}

function writeAddress() {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(view))
        if (name !== "filters" && value !== "" && value !== defaults[name]) parameters.set(name, value);
    for (const [key, text] of Object.entries(view.filters))
        if (text) parameters.set("f." + key, text);
    history.replaceState(null, "", "#" + parameters);
}

function filteredPoints() {
    const tests = [];
    for (const [key, text] of Object.entries(view.filters)) {
        const column = columnByKey.get(key);
        const test = column && predicate(text, column);
        if (test) tests.push(test);
    }
    return points.filter((point) => tests.every((test) => test(point)));
}

// The points that no other beats: at least as good in both metrics and better in one. By rising x.
function paretoSet(candidates, x, y) {
    if (!x.better || !y.better) return [];
    const cost = (column, point) => (column.better === "larger" ? -1 : 1) * column.of(point);
    const order = [...candidates].sort((a, b) => cost(x, a) - cost(x, b) || cost(y, a) - cost(y, b));
    const front = [];
    for (const point of order) {
        const last = front[front.length - 1];
        const equal = last && cost(x, last) === cost(x, point) && cost(y, last) === cost(y, point);
        if (!last || equal || cost(y, point) < cost(y, last)) front.push(point);
    }
    return front.sort((a, b) => x.of(a) - x.of(b) || a.index - b.index);
}

function worst(candidates, column) {
    const all = candidates.map(column.of);
    return column.better === "larger" ? all.reduce((a, b) => Math.min(a, b)) : all.reduce((a, b) => Math.max(a, b));
}

// The area between a Pareto set, by rising x, and the reference point.
function hypervolume(front, x, y, reference) {
    const bestFirst = x.better === "larger" ? [...front].reverse() : front;
    let area = 0, height = reference.y;
    for (const point of bestFirst) {
        area += Math.abs(x.of(point) - reference.x) * Math.abs(height - y.of(point));
        height = y.of(point);
    }
    return area;
}

// Everything that is drawn follows from the view: computed once per change.
function analyse() {
    const shown = filteredPoints();
    const x = columnByKey.get(view.x), y = columnByKey.get(view.y);
    const both = x && y ? shown.filter((p) => Number.isFinite(x.of(p)) && Number.isFinite(y.of(p))) : [];
    const front = both.length > 0 ? paretoSet(both, x, y) : [];
    const reference = front.length > 0 ? {x: worst(both, x), y: worst(both, y)} : null;
    return {shown, x, y, both, front, members: new Set(front), reference, chosen: pointById.get(view.point) ?? null};
}
