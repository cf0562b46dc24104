// SPDX-License-Identifier: Apache-2.0
// Elements of HTML and SVG. Text always enters as text: nothing of the data is read as markup.

function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        if (value === null || value === undefined || value === false) continue;
        if (typeof value === "function")
            node.addEventListener(name, value);
        else
            node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return node;
}

function html(tag, attributes = {}, ...children) {
    return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
    return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function selectBox(label, options, chosen, onChange) {
    const box = html(
        "select", {change: () => onChange(box.value), "data-name": label},
        options.map(([value, text]) => html("option", {value, selected: value === chosen}, text)));
    return html("label", {}, label + " ", box);
}

function checkBox(label, checked, onChange) {
    const box = html("input", {type: "checkbox", checked, change: () => onChange(box.checked), "data-name": label});
    return html("label", {}, box, " " + label);
}

// A key that may be broken into lines after a point or an underscore.
function breakable(key) {
    return key.split(/(?<=[._])/).flatMap((part, i) => i > 0 ? [html("wbr"), part] : [part]);
}

function values(pairs) {
    return html("dl", {class: "values"}, pairs.map((pair) => pair === null ? html("div", {class: "rule"}) : [
        html("dt", {}, pair[0]), html("dd", {}, pair[1])
    ]));
}

function showTooltip(event, pairs) {
    const tooltip = document.getElementById("tooltip");
    tooltip.replaceChildren(
        html("dl", {}, pairs.map(([word, value]) => [html("dt", {class: "soft"}, word), html("dd", {}, value)])));
    tooltip.hidden = false;
    const {width, height} = tooltip.getBoundingClientRect();
    const left = event.clientX + 16 + width < window.innerWidth ? event.clientX + 16 : event.clientX - 16 - width;
    tooltip.style.left = Math.max(4, left) + "px";
    tooltip.style.top = Math.max(4, Math.min(event.clientY + 12, window.innerHeight - height - 4)) + "px";
}

function hideTooltip() {
    document.getElementById("tooltip").hidden = true;
}
