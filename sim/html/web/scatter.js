// SPDX-License-Identifier: Apache-2.0
// Metric against metric: all points, and the Pareto set as a line of steps.

const kBox = {
    left: 78,
    top: 10,
    right: 820,
    bottom: 430
};

function stepLine(state, x, y) {
    const worse = (column, a, b) => column.better === "larger" ? Math.min(a, b) : Math.max(a, b);
    const corners = [];
    state.front.forEach((point, i) => {
        const [px, py] = [state.x.of(point), state.y.of(point)];
        if (i > 0) {
            const before = state.front[i - 1];
            corners.push([worse(state.x, px, state.x.of(before)), worse(state.y, py, state.y.of(before))]);
        }
        corners.push([px, py]);
    });
    const first = state.front[0], last = state.front[state.front.length - 1];
    const larger = state.x.better === "larger";
    corners.unshift(larger ? [state.reference.x, state.y.of(first)] : [state.x.of(first), state.reference.y]);
    corners.push(larger ? [state.x.of(last), state.reference.y] : [state.reference.x, state.y.of(last)]);
    return "M" + corners.map(([a, b]) => `${x.at(a).toFixed(1)} ${y.at(b).toFixed(1)}`).join("L");
}

function tooltipOf(point, state) {
    return [
        ...axesOf(point).map((column) => [column.label, column.text(point)]),
        ...[state.x, state.y].map((column) => [titleOf(column), column.text(point)]),
    ];
}

function scatterPlot(state, choose) {
    const x = scaleOf(state.both.map(state.x.of), view.logx, kBox.left, kBox.right, 8);
    const y = scaleOf(state.both.map(state.y.of), view.logy, kBox.bottom, kBox.top, 7);
    const coloured = columnByKey.get(view.colour);
    const palette = coloured ? colours(distinct(coloured, points)) : null;
    const places = state.both.map((point) => ({point, x: x.at(state.x.of(point)), y: y.at(state.y.of(point))}));
    const many = places.length > 1500;
    const circle = ({point, x: cx, y: cy}) => svg("circle", {
        class: state.members.has(point) ? "point front" : "point",
        "data-id": point.id,
        cx: cx.toFixed(1),
        cy: cy.toFixed(1),
        r: state.members.has(point) ? 5.5 :
            many                    ? 2.6 :
                                      4,
        style: palette ? `fill:${palette.get(coloured.of(point)) ?? "#999"};fill-opacity:.9` :
            state.members.has(point) ? "fill:#d55e00" :
                                       null,
    });
    const plot = svg("svg", {
        viewBox: "0 0 840 474",
        role: "img",
        tabindex: "0",
        id: "scatter",
        "data-points": state.both.length,
        "aria-label": `${titleOf(state.y)} against ${titleOf(state.x)}: ${state.both.length} points, ` +
            `${state.front.length} in the Pareto set. Arrow keys walk along the set.`
    });
    plot.append(...frameOf(kBox, x, y, titleOf(state.x), titleOf(state.y)));
    if (state.front.length > 0) {
        const line = stepLine(state, x, y);
        const corner = `${x.at(state.reference.x).toFixed(1)} ${y.at(state.reference.y).toFixed(1)}`;
        plot.append(svg("path", {class: "beaten", d: `${line}L${corner}Z`}));
        plot.append(
            svg("g", {}, places.filter(({point}) => !state.members.has(point)).map(circle)),
            svg("path", {class: "front-line", d: line}));
    } else {
        plot.append(...places.map(circle));
    }
    plot.append(...places.filter(({point}) => state.members.has(point)).map(circle));
    const chosen = places.find(({point}) => point === state.chosen);
    if (chosen) plot.append(svg("circle", {class: "chosen", cx: chosen.x, cy: chosen.y, r: 9.5}));
    listen(plot, places, state, choose);
    return [plot, palette ? colourLegend(coloured, palette) : null];
}

function listen(plot, places, state, choose) {
    const nearest = (event) => {
        const zoom = 840 / plot.getBoundingClientRect().width;
        const left = (event.clientX - plot.getBoundingClientRect().left) * zoom;
        const top = (event.clientY - plot.getBoundingClientRect().top) * zoom;
        let best = null, least = 18 ** 2;
        for (const place of places) {
            const distance = (place.x - left) ** 2 + (place.y - top) ** 2 - (state.members.has(place.point) ? 4 : 0);
            if (distance < least) [best, least] = [place.point, distance];
        }
        return best;
    };
    plot.addEventListener("pointermove", (event) => {
        const point = nearest(event);
        if (point)
            showTooltip(event, tooltipOf(point, state));
        else
            hideTooltip();
    });
    plot.addEventListener("pointerleave", hideTooltip);
    plot.addEventListener("click", (event) => {
        const point = nearest(event);
        if (point) choose(point.id);
    });
    plot.addEventListener("keydown", (event) => {
        const step = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1}[event.key];
        if (!step || state.front.length === 0) return;
        event.preventDefault();
        const at = state.front.indexOf(state.chosen);
        choose(state.front[at < 0 ? 0 : Math.min(Math.max(at + step, 0), state.front.length - 1)].id);
    });
}

function colourLegend(column, palette) {
    const entries = [...palette];
    const every = Math.ceil(entries.length / 12);
    return html(
        "div", {class: "legend"}, column.label + ":",
        entries.filter((entry, i) => i % every === 0)
            .map(([value, colour]) => html("span", {}, html("i", {style: `background:${colour}`}), valueText(value))));
}

function volumeOf(state) {
    return state.front.length > 0 ? hypervolume(state.front, state.x, state.y, state.reference) : null;
}

// What the set is, in numbers.
function frontText(state) {
    const {x, y, front, both, reference, shown} = state;
    const lacking = shown.length - both.length;
    if (both.length === 0) return "No point that the filters let through has both metrics.";
    if (!x.better || !y.better)
        return `There is no Pareto set: ${directionOf(x.better ? y : x)}. ${numberText(both.length)} points.`;
    const volume = volumeOf(state);
    const best = {
        x: front[x.better === "larger" ? front.length - 1 : 0],
        y: front[x.better === "larger" ? 0 : front.length - 1]
    };
    const box = Math.abs((x.of(best.x) - reference.x) * (y.of(best.y) - reference.y));
    return `${numberText(front.length)} of ${
               numberText(both.length)} points are in the Pareto set (outlined): none is at ` +
        `least as good in both metrics and better in one. ${directionOf(x)}; ${directionOf(y)}. Hypervolume ` +
        `${numberText(volume)} ${x.unit} \u00d7 ${y.unit}` +
        (box > 0 ? `, ${percentText(volume / box)} of the box between the ` +
                 `worst and the best values` :
                   "") +
        `; reference point: the worst values, ` +
        `${numberText(reference.x)} ${x.unit} and ${numberText(reference.y)} ${y.unit}.` +
        (lacking > 0 ?
             ` Not compared: ${numberText(lacking)} ${
                 lacking === 1 ? "point that" : "points that"} failed or in which one of the two is unknown.` :
             "");
}

function scatterSection(state, update, choose) {
    const metrics = plottable.map((column) => [column.key, titleOf(column)]);
    const axes = axisColumns.map((column) => [column.key, column.label]);
    return html(
        "section", {id: "pareto"}, html("h2", {}, "Pareto set"),
        html(
            "div", {class: "controls"}, selectBox("x", metrics, view.x, (key) => update({x: key})),
            selectBox("y", metrics, view.y, (key) => update({y: key})),
            selectBox("colour", [["", "none"], ...axes], view.colour, (key) => update({colour: key})),
            checkBox("log x", view.logx === "1", (on) => update({logx: on ? "1" : ""})),
            checkBox("log y", view.logy === "1", (on) => update({logy: on ? "1" : ""}))),
        html(
            "div", {class: "split"},
            html(
                "div", {}, state.both.length > 0 ? scatterPlot(state, choose) : null,
                html(
                    "p", {class: "soft small", id: "front-text", "data-hypervolume": volumeOf(state)},
                    frontText(state))),
            html("div", {id: "summary"}, summaryOf(state))));
}

function summaryOf(state) {
    const point = state.chosen;
    if (!point) return html("p", {class: "soft"}, "Choose a point in the plot or in the table to see its numbers.");
    const numbers = metricColumns.filter((column) => column.headline);
    return [
        html(
            "h3", {style: "margin-top:0"}, `Chosen: ${nameOf(point)}`,
            state.members.has(point) ? html("span", {class: "badge"}, "Pareto") : null),
        data.runs ? null : html("p", {class: "soft small"}, html("code", {}, point.id)),
        values([
            ...(data.runs ? [] : [...axesOf(point).map((column) => [column.label, column.text(point)]), null]),
            ...(point.error ?
                    [["error", point.error]] :
                    numbers.map(
                        (column) =>
                            [titleOf(column),
                             [column.mark ? html("span", {class: "mark"}, column.mark) : null, column.text(point)]])),
        ]),
        point.error ? null :
                      html(
                          "p", {class: "small"},
                          data.details[point.id] ? html(
                                                       "a", {
                                                           href: "#",
                                                           click: (event) => {
                                                               event.preventDefault();
                                                               document.getElementById("detail").scrollIntoView();
                                                           }
                                                       },
                                                       "Stages and buffers below") :
                                                   null),
    ];
}
