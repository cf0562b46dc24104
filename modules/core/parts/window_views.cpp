// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/window_views.h"

#include <algorithm>
#include <set>

namespace hashiflex::core {

WindowViews::WindowViews(const WindowGeometry& geometry, const std::vector<int>& rows, const std::vector<int>& columns)
    : geometry_(geometry),
      rows_(rows),
      columns_(columns),
      index_of_column_(static_cast<std::size_t>(geometry.span()), -1) {
    for (std::size_t c = 0; c < columns.size(); ++c)
        index_of_column_[static_cast<std::size_t>(columns[c])] = static_cast<int>(c);
    const StepGrid& grid = geometry.steps();
    for (int row = 0; row < grid.rows; ++row)
        for (int column = 0; column < grid.columns; ++column) {
            place_.push_back(geometry.place(row, column));
            align_.push_back(geometry.align(column));
            for (const int r : rows)
                for (const int c : columns) sights_.push_back(geometry.sight(row, column, r, c));
        }
}

StreamPixel WindowViews::pixel(std::size_t s, std::size_t p) const {
    const int at = align_[s] + columns_[column(p)];
    const auto row = std::int64_t{rows_[static_cast<std::size_t>(this->row(p))]};
    return {place_[s] + row * geometry_.map().beats_per_row() + at / lanes(), at % lanes()};
}

StreamPixel WindowViews::next_pixel(std::size_t s, std::size_t p) const {
    StreamPixel after = pixel(next(s), p);
    if (next(s) == 0) after.beat += geometry_.map().beats();
    return after;
}

std::optional<std::size_t> WindowViews::find(std::size_t s, StreamPixel pixel) const {
    std::optional<std::size_t> best;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
        const std::int64_t from_row = pixel.beat - place_[s] - std::int64_t{rows_[r]} * geometry_.map().beats_per_row();
        if (from_row < 0 || from_row >= geometry_.reads()) continue;
        const std::int64_t column = from_row * lanes() + pixel.lane - align_[s];
        if (column < 0 || column >= geometry_.span()) continue;
        const int index = index_of_column_[static_cast<std::size_t>(column)];
        if (index < 0) continue;
        const std::size_t p = r * columns_.size() + static_cast<std::size_t>(index);
        const auto rank = [&](std::size_t q) {
            return sight(s, q) == Sight::inside ? 2 : sight(s, q) == Sight::unused;
        };
        if (!best || rank(p) > rank(*best)) best = p;
    }
    return best;
}

std::optional<std::size_t> comes_from(const WindowViews& views, const Awaited& awaited, std::size_t s, std::size_t p) {
    const StreamPixel pixel = views.next_pixel(s, p);
    if (!views.can_be_there(s, pixel) || awaited.read[s][p]) return std::nullopt;
    return views.find(s, pixel);
}

namespace {

void follow_back(const WindowViews& views, Awaited& awaited) {
    for (std::size_t s = 0; s < views.steps(); ++s)
        for (std::size_t p = 0; p < views.registers(); ++p) awaited.pixels[s][p] = views.sight(s, p) == Sight::inside;
    for (bool more = true; more;) {  // images follow each other without end
        more = false;
        for (std::size_t s = views.steps(); s-- > 0;)
            for (std::size_t p = 0; p < views.registers(); ++p) {
                if (!awaited.pixels[views.next(s)][p]) continue;
                const auto from = comes_from(views, awaited, s, p);
                if (!from || awaited.pixels[s][*from]) continue;
                awaited.pixels[s][*from] = 1;
                more = true;
            }
    }
}

// Beats that are read from one lane when a step fires.
std::set<std::int64_t> reads_of(const WindowViews& views, const Awaited& awaited, std::size_t s, int lane) {
    std::set<std::int64_t> beats;
    for (std::size_t p = 0; p < views.registers(); ++p) {
        const StreamPixel pixel = views.next_pixel(s, p);
        if (pixel.lane == lane && awaited.pixels[views.next(s)][p] && views.can_be_there(s, pixel) &&
            !comes_from(views, awaited, s, p))
            beats.insert(pixel.beat);
    }
    return beats;
}

}  // namespace

Awaited awaited_pixels(const WindowViews& views) {
    Awaited awaited;
    awaited.pixels.assign(views.steps(), std::vector<char>(views.registers(), 0));
    awaited.read = awaited.pixels;
    follow_back(views, awaited);

    // A pixel that a register holds in the place of padding can be read instead, where a port of its lane is idle then.
    struct Conflict {
        std::size_t step, pixel, column;
        StreamPixel from;
    };
    std::vector<Conflict> conflicts;
    for (std::size_t s = 0; s < views.steps(); ++s)
        for (std::size_t p = 0; p < views.registers(); ++p) {
            if (!awaited.pixels[views.next(s)][p]) continue;
            const auto from = comes_from(views, awaited, s, p);
            if (from && views.sight(s, *from) == Sight::outside)
                conflicts.push_back({s, p, views.column(*from), views.next_pixel(s, p)});
        }
    awaited.late.assign(views.columns(), 0);
    if (conflicts.empty()) return awaited;
    std::vector<std::size_t> ports(static_cast<std::size_t>(views.lanes()), 0);
    for (const Conflict& conflict : conflicts) {
        const auto lane = static_cast<std::size_t>(conflict.from.lane);
        if (ports[lane] > 0) continue;
        for (std::size_t s = 0; s < views.steps(); ++s)
            ports[lane] = std::max(ports[lane], reads_of(views, awaited, s, conflict.from.lane).size());
    }
    for (std::size_t c = 0; c < views.columns(); ++c) {
        const auto read_instead = [&](char read) {
            for (const Conflict& conflict : conflicts)
                if (conflict.column == c) awaited.read[conflict.step][conflict.pixel] = read;
        };
        read_instead(1);
        const bool possible = std::all_of(conflicts.begin(), conflicts.end(), [&](const Conflict& conflict) {
            return conflict.column != c || reads_of(views, awaited, conflict.step, conflict.from.lane).size() <=
                                               ports[static_cast<std::size_t>(conflict.from.lane)];
        });
        if (!possible) read_instead(0);
    }
    follow_back(views, awaited);
    for (std::size_t s = 0; s < views.steps(); ++s)
        for (std::size_t p = 0; p < views.registers(); ++p)
            if (awaited.pixels[s][p] && views.sight(s, p) == Sight::outside) awaited.late[views.column(p)] = 1;
    return awaited;
}

}  // namespace hashiflex::core
