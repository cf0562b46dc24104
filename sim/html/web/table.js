// SPDX-License-Identifier: Apache-2.0
// Tables: sorted by a click on a title, and for the points filtered and cut into pages.

// Unknown values come last in either direction.
function sortedRows(rows, of, descending) {
    const known = rows.filter((row) => of(row) !== null && of(row) !== undefined);
    const unknown = rows.filter((row) => of(row) === null || of(row) === undefined);
    const order = (a, b) => {
        const [left, right] = [of(a), of(b)];
        if (typeof left === "number" && typeof right === "number") return left - right;
        return String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0;
    };
    known.sort((a, b) => descending ? order(b, a) : order(a, b));
    return [...known, ...unknown];
}

function titleCell(column, sorted, descending, sort) {
    const arrow = sorted ? (descending ? " \u25bc" : " \u25b2") : "";
    return html(
        "th", {
            class: column.bars ? "bars" :
                column.numeric ? null :
                                 "text",
            scope: "col",
            "aria-sort": sorted ? (descending ? "descending" : "ascending") : null,
            title: column.help ?? null
        },
        html("button", {click: sort, "data-sort": column.key}, breakable(column.label), arrow),
        html("span", {class: "unit"}, [column.mark, column.unit].filter(Boolean).join(" ")));
}

// A small table that keeps its order itself. Columns: key, label, numeric, of(row), cell(row) -> what is in the cell.
function plainTable(columns, rows, rowClass) {
    const body = html("tbody"), head = html("thead");
    let key = null, descending = false;
    const draw = (focus) => {
        const column = columns.find((one) => one.key === key);
        const ordered = column ? sortedRows(rows, column.of, descending) : rows;
        head.replaceChildren(html("tr", {}, columns.map((one) => titleCell(one, one.key === key, descending, () => {
                                                            // Third time: back to the order of the pipeline.
                                                            if (key !== one.key)
                                                                [key, descending] = [one.key, one.numeric];
                                                            else if (descending === Boolean(one.numeric))
                                                                descending = !descending;
                                                            else
                                                                key = null;
                                                            draw(one.key);
                                                        }))));
        body.replaceChildren(...ordered.map(
            (row) => html(
                "tr", {class: rowClass(row)},
                columns.map(
                    (one) => html(
                        "td",
                        {class: one.bars ? "bars" :
                             one.numeric ? null :
                                           "text"},
                        one.cell(row))))));
        if (focus) head.querySelector(`[data-sort="${focus}"]`).focus();
    };
    draw();
    return html("div", {class: "scroll fit"}, html("table", {}, head, body));
}

const kRowsPerPage = 25;

function tableColumns() {
    const wanted = view.columns ? new Set(view.columns.split(",")) : null;
    return [...axisColumns, ...metricColumns.filter((column) => wanted ? wanted.has(column.key) : column.headline)];
}

function filterBox(column, update) {
    const text = view.filters[column.key] ?? "";
    return html("th", {}, html("input", {
                    type: "text",
                    value: text,
                    "data-filter": column.key,
                    placeholder: column.numeric ? "\u2265 \u2264 .." : "text",
                    class: predicate(text, column) ? null : "invalid",
                    "aria-label": `filter ${column.label}`,
                    input: (event) => update({filters: {...view.filters, [column.key]: event.target.value}, page: "0"})
                }));
}

function pointRow(point, columns, state, choose) {
    const cells = point.error ?
        [
            ...columns.filter((column) => axisColumns.includes(column))
                .map((column) => html("td", {class: column.numeric ? null : "text"}, column.text(point))),
            html("td", {class: "error text", colspan: columns.length - axisColumns.length}, point.error)
        ] :
        columns.map((column) => html("td", {class: column.numeric ? null : "text"}, column.text(point)));
    return html(
        "tr", {"data-id": point.id, class: point === state.chosen ? "chosen" : null, click: () => choose(point.id)},
        html(
            "td", {class: "text"},
            html(
                "button", {
                    "aria-label": `choose point ${point.index}`,
                    "data-choose": point.id,
                    "aria-pressed": String(point === state.chosen)
                },
                String(point.index)),
            state.members.has(point) ? html("span", {class: "in-front", title: "in the Pareto set"}, " \u25c6") : null),
        cells);
}

function columnChoice(update) {
    const chosen = new Set(tableColumns().map((column) => column.key));
    return html(
        "details",
        {id: "column-choice", open: columnChoice.open, toggle: (event) => columnChoice.open = event.target.open},
        html("summary", {}, "Columns"),
        html(
            "div", {class: "columns"},
            metricColumns.map(
                (column) => checkBox(titleOf(column), chosen.has(column.key), (on) => {
                    if (on)
                        chosen.add(column.key);
                    else
                        chosen.delete(column.key);
                    update({
                        columns:
                            metricColumns.map((one) => one.key).filter((key) => chosen.has(key)).join(",") || "none"
                    });
                }))));
}
columnChoice.open = false;

// Up and down move along the rows.
function moveAlongRows(event) {
    const step = {ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling"}[event.key];
    const row = event.target.closest("tbody tr");
    const button = step && row && row[step]?.querySelector("button[data-choose]");
    if (!button) return;
    event.preventDefault();
    button.focus();
}

function pointsSection(state, update, choose) {
    const columns = tableColumns();
    const sortColumn = view.sort === "#" ? {of: (point) => point.index} : columnByKey.get(view.sort);
    const candidates = view.onlyfront === "1" ? state.shown.filter((point) => state.members.has(point)) : state.shown;
    const rows = sortColumn ? sortedRows(candidates, sortColumn.of, view.descending === "1") : candidates;
    const pages = Math.max(1, Math.ceil(rows.length / kRowsPerPage));
    const page = Math.min(Math.max(0, Number(view.page) || 0), pages - 1);
    const sortBy = (key) => () => {
        if (view.sort !== key) return update({sort: key, descending: "", page: "0"});
        update(view.descending ? {sort: "", descending: ""} : {descending: "1"});
    };
    const title = (column) => titleCell(column, view.sort === column.key, view.descending === "1", sortBy(column.key));
    return html(
        "section", {id: "points"}, html("h2", {}, "Points"),
        html(
            "div", {class: "controls"},
            html(
                "span", {id: "count", "aria-live": "polite"},
                `${numberText(candidates.length)} of ${numberText(points.length)} points`),
            checkBox("Pareto set only", view.onlyfront === "1", (on) => update({onlyfront: on ? "1" : "", page: "0"})),
            html("button", {click: () => update({filters: {}, onlyfront: "", page: "0"})}, "Clear filters"),
            html(
                "span", {class: "pager"},
                html(
                    "button",
                    {disabled: page === 0, "data-page": "back", click: () => update({page: String(page - 1)})},
                    "\u2190"),
                ` page ${page + 1} of ${pages} `,
                html(
                    "button",
                    {disabled: page + 1 >= pages, "data-page": "on", click: () => update({page: String(page + 1)})},
                    "\u2192"))),
        html(
            "p", {class: "soft small"},
            "Filters hold for the plots too: 16, >= 16, 2..5, != 8, or a part of a text, in the unit of the column."),
        html(
            "div", {class: "scroll"},
            html(
                "table", {id: "table"},
                html(
                    "thead", {},
                    html("tr", {}, title({key: "#", label: "#", unit: "", numeric: false}), columns.map(title)),
                    html("tr", {}, html("th"), columns.map((column) => filterBox(column, update)))),
                html(
                    "tbody", {keydown: moveAlongRows},
                    rows.slice(page * kRowsPerPage, (page + 1) * kRowsPerPage)
                        .map((point) => pointRow(point, columns, state, choose))))),
        columnChoice(update));
}
