// SPDX-License-Identifier: Apache-2.0
// Puts the page together, again after every change.

function headSection() {
    const failed = points.filter((point) => point.error).length;
    const facts = [...data.facts];
    if (!data.single_run) facts.push(["points", numberText(points.length) + (failed ? `, ${failed} failed` : "")]);
    return [
        html("h1", {}, data.title),
        html(
            "dl", {class: "facts"},
            facts.map(([word, value]) => html("div", {}, html("dt", {}, word), html("dd", {}, value)))),
        data.notes.map((note) => html("p", {class: "note"}, note)),
        data.inputs.length > 0 ?
            html(
                "details", {class: "small"}, html("summary", {}, "Input files"),
                html(
                    "table", {},
                    data.inputs.map(
                        ([name, hash]) => html(
                            "tr", {}, html("td", {}, name), html("td", {}, html("code", {}, `SHA-256 ${hash}`)))))) :
            null,
        html(
            "p", {class: "soft small"},
            "= exact: simulated or counted \u00a0 ~ modelled: counts times prices, no wires"),
    ];
}

function tile(column, value, from) {
    return html(
        "div", {class: "tile", "data-metric": column.key}, html("div", {class: "word"}, column.label),
        html(
            "div", {class: "value"}, column.mark ? html("span", {class: "mark"}, column.mark) : null, value,
            column.unit ? html("span", {class: "unit"}, column.unit) : null),
        from ? html("div", {class: "from"}, from) : null);
}

function unknownTile(column, reason) {
    return tile({...column, unit: "", mark: ""}, html("span", {class: "unknown"}, `unknown: ${reason}`));
}

// Numbers that people quote; they have a unit, known or not.
const quoted = metricColumns.filter((column) => column.headline && column.unit);

// Of one run its numbers; an unknown one with the reason.
function runTiles(point) {
    const reasons = data.details[point.id]?.reasons ?? {};
    return html(
        "div", {class: "tiles", id: "headline"},
        quoted.map(
            (column) => column.of(point) === null ? unknownTile(column, reasons[column.key] ?? "no reason given") :
                                                    tile(column, column.text(point))));
}

// Why no point has the metric, as the first report that says so has it.
function reasonOfAll(key) {
    const detail = Object.values(data.details).find((one) => one.reasons[key]);
    return `in all points${detail ? `, the first because ${detail.reasons[key]}` : "; the report of a run says why"}`;
}

// Of many points the best of each metric, and where it is.
function bestTiles(state, choose) {
    const tiles =
        quoted.filter((column) => column.better)
            .slice(0, 6)
            .map((column) => {
                if (!column.numeric) return unknownTile(column, reasonOfAll(column.key));
                const known = state.shown.filter((point) => Number.isFinite(column.of(point)));
                if (known.length === 0) return unknownTile(column, "in all points shown");
                const better = (a, b) =>
                    column.better === "larger" ? column.of(a) > column.of(b) : column.of(a) < column.of(b);
                const best = known.reduce((a, b) => better(b, a) ? b : a);
                const same = known.filter((point) => column.of(point) === column.of(best)).length;
                return tile(
                    {...column, label: `${column.better === "larger" ? "highest" : "lowest"} ${column.label}`},
                    column.text(best),
                    same > 1 ? `in ${numberText(same)} points` :
                               html(
                                   "a", {
                                       href: "#",
                                       click: (event) => {
                                           event.preventDefault();
                                           choose(best.id);
                                       }
                                   },
                                   nameOf(best)));
            });
    return html("div", {class: "tiles", id: "headline"}, tiles);
}

// The element that had the focus is drawn anew: the new one gets it.
function keepFocus(draw) {
    const active = document.activeElement;
    const mark = active &&
        ["data-filter", "data-sort", "data-choose", "data-page", "data-name"].find((name) => active.hasAttribute(name));
    const selector = mark ?
        `#${active.closest("[id]")?.id ?? "main"} [${mark}="${CSS.escape(active.getAttribute(mark))}"]` :
        active?.id ? "#" + active.id :
                     null;
    const caret = mark === "data-filter" ? active.selectionStart : null;
    const [left, top] = [window.scrollX, window.scrollY];
    draw();
    const again = selector && document.querySelector(selector);
    if (again) {
        again.focus({preventScroll: true});
        if (caret !== null) again.setSelectionRange(caret, caret);
    }
    window.scrollTo(left, top);
}

function update(change) {
    Object.assign(view, change);
    writeAddress();
    keepFocus(drawSweep);
}

function choose(id) {
    update({point: id});
}

function drawSweep() {
    const state = analyse();
    hideTooltip();
    document.getElementById("main").replaceChildren(...[bestTiles(state, choose),
                                                        sensitivitySection(),
                                                        scatterSection(state, update, choose),
                                                        isSensitivity ? null : effectsSection(state, update),
                                                        pointsSection(state, update, choose),
                                                        detailSection(state),
    ].filter(Boolean));
}

function drawRun() {
    const point = points[0];
    document.getElementById("main").replaceChildren(
        runTiles(point), html("section", {id: "detail"}, detailBody(point)));
}

document.getElementById("head").append(...headSection().flat().filter(Boolean));
if (data.single_run) {
    drawRun();
} else {
    readAddress();
    if (!view.point) view.point = data.front.members[Math.floor(data.front.members.length / 2)] ?? "";
    drawSweep();
    window.addEventListener("hashchange", () => {
        readAddress();
        drawSweep();
    });
}
