// SPDX-License-Identifier: Apache-2.0
// The sweep of `hashiflex sensitivity`: accuracy against each knob of all layers, and a bar for each layer of one knob.

const kKnobs = "weights.quantize.";
const kOfLayers = kKnobs + "layers.";
const accuracy = columnByKey.get("accuracy.top1");

// What a point changes, if that is one key of the quantizer and nothing else.
function changeOf(point) {
    const set = axisColumns.filter((axis) => axis.of(point) !== null && axis.of(point) !== undefined);
    if (set.length !== 1 || !set[0].key.startsWith(kKnobs)) return null;
    const key = set[0].key, dot = key.lastIndexOf(".");
    const layer = key.startsWith(kOfLayers) ? key.slice(kOfLayers.length, dot) : "";
    return {point, layer, knob: key.slice(dot + 1), value: set[0].of(point)};
}

const changes = points.map(changeOf);
const isSensitivity = Boolean(accuracy) && points.length > 1 && changes.every((change) => change !== null) &&
    new Set(changes.map((change) => change.knob + change.layer)).size > 1;

// The design as it is was asked once for each knob of all layers: those points have equal numbers.
function asDesigned(known) {
    const knobsOf = new Map();
    for (const change of known.filter((one) => one.layer === "")) {
        const numbers = JSON.stringify(change.point.metrics);
        knobsOf.set(numbers, [...(knobsOf.get(numbers) ?? []), change]);
    }
    const most = [...knobsOf.values()].reduce((a, b) => b.length > a.length ? b : a, []);
    return most.length > 1 ? most[0].point : null;
}

function knobPlot(knob, known) {
    const all = known.filter((change) => change.layer === "" && change.knob === knob)
                    .sort((a, b) => a.value > b.value ? 1 : -1);
    if (all.length < 2) return null;
    const x = ordinalScale(all.map((change) => change.value), kSmallBox.left, kSmallBox.right);
    const y = scaleOf(known.map((change) => accuracy.of(change.point)), false, kSmallBox.bottom, kSmallBox.top, 5);
    const places = all.map((change) => [x.at(change.value), y.at(accuracy.of(change.point))]);
    return svg(
        "svg", {
            viewBox: "0 0 340 222",
            role: "img",
            class: "effect knob",
            "data-knob": knob,
            "aria-label": `${titleOf(accuracy)} against ${knob} of all layers`
        },
        frameOf(kSmallBox, x, y, `${knob}, all layers`, titleOf(accuracy)),
        svg("path", {class: "median", d: lineThrough(places, 0)}),
        places.map(([cx, cy], i) => svg(
                       "circle", {class: "probe", cx, cy, r: 4, "data-id": all[i].point.id},
                       svg("title", {}, `${valueText(all[i].value)}: ${accuracy.text(all[i].point)}`))));
}

// What one layer loses, the most first; to the left of the line it gains.
function layerBars(knob, known, base) {
    const reference = accuracy.of(base.point);
    const bars = known.filter((change) => change.layer !== "" && change.knob === knob)
                     .map((change) => ({...change, loss: reference - accuracy.of(change.point)}))
                     .sort((a, b) => b.loss - a.loss || a.point.index - b.point.index);
    if (bars.length === 0) return null;
    const row = 18, top = 8, left = 190, right = 560, bottom = top + row * bars.length;
    const x = linearScale(
        Math.min(0, ...bars.map((bar) => bar.loss)), Math.max(0, ...bars.map((bar) => bar.loss)), left, right, 6);
    const zero = x.at(0);
    return svg(
        "svg", {
            viewBox: `0 0 620 ${bottom + 44}`,
            role: "img",
            class: "layers",
            "data-knob": knob,
            "aria-label": `${accuracy.label} lost by ${knob} of one layer`
        },
        frameOf({left, top, right, bottom}, x, {ticks: []}, `${accuracy.label} lost, ${base.text}`, ""),
        bars.map((bar, i) => {
            const end = x.at(bar.loss), y = top + row * i;
            return [
                svg("text", {class: "tick", x: left - 7, y: y + 13, "text-anchor": "end"}, bar.layer.slice(-26)),
                svg("rect", {
                    class: bar.loss > 0 ? "lost" : "gained",
                    "data-layer": bar.layer,
                    x: Math.min(zero, end),
                    y: y + 3,
                    width: Math.abs(end - zero),
                    height: row - 6
                },
                    svg("title", {}, `${bar.layer}, ${knob} ${valueText(bar.value)}: ${accuracy.text(bar.point)}`)),
            ];
        }),
        svg("path", {class: "frame", d: `M${zero} ${top}V${bottom}`}));
}

function sensitivitySection() {
    if (!isSensitivity) return null;
    const known = changes.filter((change) => Number.isFinite(accuracy.of(change.point)));
    const knobs = [...new Set(known.map((change) => change.knob))];
    const designed = asDesigned(known);
    const best = known.reduce((a, b) => accuracy.of(b.point) > accuracy.of(a.point) ? b : a, known[0])?.point;
    const base = designed ? {point: designed, text: "against the design as it is"} : {
        point: best,
        text: "against the best of all points"
    };
    const bars = knobs.map((knob) => [knob, best ? layerBars(knob, known, base) : null]).filter(([, plot]) => plot);
    return html(
        "section", {id: "sensitivity"}, html("h2", {}, "Sensitivity"),
        html("div", {class: "multiples"}, knobs.map((knob) => knobPlot(knob, known))),
        bars.map(([knob, plot]) => [html("h3", {}, `${knob} of one layer, the others as they are`), plot]));
}
