// SPDX-License-Identifier: Apache-2.0
// A metric against every axis: what does each parameter do?

const kSmallBox = {
    left: 62,
    top: 8,
    right: 330,
    bottom: 178
};

function medianOf(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b), middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// Points with equal values of the axis; of very many values, a dozen groups of neighbours.
function groupsOf(candidates, axis, continuous) {
    if (!continuous)
        return distinct(axis, candidates).map((value) => [value, candidates.filter((p) => axis.of(p) === value)]);
    const sorted = [...candidates].sort((a, b) => axis.of(a) - axis.of(b));
    const size = Math.ceil(sorted.length / 12), groups = [];
    for (let i = 0; i < sorted.length; i += size) {
        const part = sorted.slice(i, i + size);
        groups.push([medianOf(part.map(axis.of)), part]);
    }
    return groups;
}

// As the chosen point in every other axis.
function relatives(candidates, chosen, axis) {
    const others = axisColumns.filter((column) => column !== axis);
    return candidates.filter((point) => others.every((column) => column.of(point) === column.of(chosen)));
}

// Between numbers a line; of words, which have no order, a bar for each.
function lineThrough(pairs, bars) {
    if (bars)
        return pairs.map(([a, b]) => `M${(a - bars).toFixed(1)} ${b.toFixed(1)}h${(2 * bars).toFixed(1)}`).join("") ||
            null;
    return pairs.length > 1 ? "M" + pairs.map(([a, b]) => `${a.toFixed(1)} ${b.toFixed(1)}`).join("L") : null;
}

function effectPlot(axis, metric, candidates, state) {
    const list = distinct(axis, candidates);
    const continuous = list.length > 24 && list.every((value) => typeof value === "number");
    const wide = continuous && list[0] > 0 && list[list.length - 1] / list[0] > 50;
    const x = continuous ? scaleOf(list, wide, kSmallBox.left, kSmallBox.right, 5) :
                           ordinalScale(list, kSmallBox.left, kSmallBox.right);
    const y = scaleOf(candidates.map(metric.of), false, kSmallBox.bottom, kSmallBox.top, 5);
    // Equal points side by side rather than hidden: a spread that is the same in every drawing.
    const spread = (point) => continuous ? 0 : ((point.index * 0.618034) % 1 - 0.5) * Math.min(x.width * 0.5, 22);
    const dots =
        candidates.filter((point) => axis.of(point) !== null && axis.of(point) !== undefined)
            .map(
                (point) =>
                    `M${(x.at(axis.of(point)) + spread(point)).toFixed(1)} ${y.at(metric.of(point)).toFixed(1)}h0`)
            .join("");
    const medians =
        groupsOf(candidates, axis, continuous).map(([value,
                                                     group]) => [x.at(value), y.at(medianOf(group.map(metric.of)))]);
    const equal = state.chosen ?
        relatives(candidates, state.chosen, axis).sort((a, b) => list.indexOf(axis.of(a)) - list.indexOf(axis.of(b))) :
        [];
    const plot =
        svg("svg", {
            viewBox: "0 0 340 222",
            role: "img",
            class: "effect",
            "data-axis": axis.key,
            "data-points": candidates.length,
            "aria-label": `${titleOf(metric)} against ${axis.label}`
        },
            frameOf(kSmallBox, x, y, axis.label, titleOf(metric)), svg("path", {class: "dots", d: dots}));
    const words = !list.every((value) => typeof value === "number");
    const drawn = lineThrough(medians, words ? 16 : 0);
    if (drawn) plot.append(svg("path", {class: "median", d: drawn}));
    const relative = lineThrough(equal.map((point) => [x.at(axis.of(point)), y.at(metric.of(point))]), words ? 10 : 0);
    if (relative) plot.append(svg("path", {class: "equal", d: relative}));
    if (state.chosen && candidates.includes(state.chosen))
        plot.append(
            svg("circle", {class: "chosen", cx: x.at(axis.of(state.chosen)), cy: y.at(metric.of(state.chosen)), r: 6}));
    return plot;
}

function effectsSection(state, update) {
    const metric = columnByKey.get(view.effect);
    const candidates = metric ? state.shown.filter((point) => Number.isFinite(metric.of(point))) : [];
    const axes = axisColumns.filter((axis) => distinct(axis, points).length > 1);
    if (data.runs || axes.length === 0 || !metric) return null;
    return html(
        "section", {id: "effects"}, html("h2", {}, "Effect of each parameter"),
        html(
            "div", {class: "controls"},
            selectBox(
                "metric", plottable.map((column) => [column.key, titleOf(column)]), view.effect,
                (key) => update({effect: key}))),
        html(
            "div", {class: "legend"},
            html("span", {}, html("i", {style: "background:#7fb8d8;border-radius:6px"}), "a point"),
            html(
                "span", {}, html("i", {style: "background:#d55e00;height:3px;vertical-align:3px;width:16px"}),
                "median"),
            html(
                "span", {}, html("i", {style: "background:#000;height:2px;vertical-align:3px;width:16px"}),
                state.chosen ? "points that differ from the chosen one in this parameter only" :
                               "choose a point: those that differ from it in this parameter only")),
        candidates.length > 0 ?
            html("div", {class: "multiples"}, axes.map((axis) => effectPlot(axis, metric, candidates, state))) :
            html("p", {class: "soft"}, "No point that the filters let through has this metric."));
}
