// SPDX-License-Identifier: Apache-2.0
#include "sim/import/view.h"

#include "sim/config/error.h"
#include "sim/import/unsupported.h"

#include <algorithm>
#include <utility>

namespace hashiflex::importing {
namespace {

constexpr std::int64_t kLargestExtent = 65536;  // of the chip's maps

int extent_of(std::int64_t extent) {
    if (extent > kLargestExtent)
        throw Unsupported("a map would have " + std::to_string(extent) + " rows, columns or channels; the most is " +
                          std::to_string(kLargestExtent));
    return static_cast<int>(extent);
}

std::vector<Atom> atom(std::int64_t extent, Role role) {
    if (extent == 1) return {};
    return {Atom{extent, role, -1}};
}

const char* const kFixedSize = "export the model with a fixed size of its input";

}  // namespace

std::string role_text(Role role) {
    switch (role) {
        case Role::batch:
            return "the batch";
        case Role::height:
            return "the height";
        case Role::width:
            return "the width";
        case Role::channels:
            return "the channels";
        case Role::unknown:
            break;
    }
    return "an axis of the input";
}

std::vector<std::int64_t> View::shape() const {
    std::vector<std::int64_t> shape;
    for (const auto& axis : axes) {
        std::int64_t extent = 1;
        for (const Atom& part : axis) extent *= part.extent;
        shape.push_back(extent);
    }
    return shape;
}

std::vector<Atom> View::atoms() const {
    std::vector<Atom> all;
    for (const auto& axis : axes) all.insert(all.end(), axis.begin(), axis.end());
    return all;
}

View Roles::input_view(const Declared& input) {
    if (!input.has_shape || input.shape.empty()) throw Unsupported("its shape is not given", kFixedSize);
    if (input.shape.size() > 4) throw Unsupported("it has " + std::to_string(input.shape.size()) + " axes", "");
    View view;
    for (std::size_t i = 0; i < input.shape.size(); ++i) {
        view.axes.emplace_back();
        if (!input.shape[i] && i == 0) {
            batch_is_open_ = true;  // one image after another
            continue;
        }
        if (!input.shape[i]) {
            const std::string name = i < input.names.size() ? shortened(input.names[i], 100) : "";
            throw Unsupported(
                "its axis " + std::to_string(i) + " has no fixed extent" + (name.empty() ? "" : " but '" + name + "'"),
                kFixedSize);
        }
        if (*input.shape[i] == 1) continue;
        extent_of(*input.shape[i]);
        atoms_.push_back({*input.shape[i], Role::unknown, {}});
        view.axes.back().push_back({*input.shape[i], Role::unknown, static_cast<int>(atoms_.size()) - 1});
    }
    return view;
}

Role Roles::role_of(const Atom& part) const {
    return part.input_atom >= 0 ? atoms_[static_cast<std::size_t>(part.input_atom)].role : part.role;
}

bool Roles::is_taken(Role role) const {
    return std::any_of(atoms_.begin(), atoms_.end(), [&](const InputAtom& part) { return part.role == role; });
}

// Atoms that somebody has cut since.
void Roles::expand(std::vector<Atom>& atoms) const {
    for (std::size_t i = 0; i < atoms.size();) {
        const auto& parts =
            atoms[i].input_atom < 0 ? std::vector<int>{} : atoms_[static_cast<std::size_t>(atoms[i].input_atom)].parts;
        if (parts.empty()) {
            ++i;
            continue;
        }
        std::vector<Atom> fresh;
        for (const int part : parts)
            fresh.push_back({atoms_[static_cast<std::size_t>(part)].extent, Role::unknown, part});
        atoms.erase(atoms.begin() + static_cast<std::ptrdiff_t>(i));
        atoms.insert(atoms.begin() + static_cast<std::ptrdiff_t>(i), fresh.begin(), fresh.end());
    }
}

void Roles::demand(const View& view, std::size_t axis, Role role) {
    std::vector<Atom> parts = view.axes[axis];
    expand(parts);
    if (parts.empty()) return;
    const std::string place = "axis " + std::to_string(axis) + " of its input " + shape_text(view.shape());
    if (parts.size() > 1) throw Unsupported(place + " holds several axes of a map, not " + role_text(role) + " alone");
    const Role known = role_of(parts.front());
    if (known == Role::unknown && !is_taken(role)) {
        atoms_[static_cast<std::size_t>(parts.front().input_atom)].role = role;
        return;
    }
    if (known == Role::unknown) throw Unsupported(role_text(role) + " of the graph's input is another axis already");
    if (known != role) throw Unsupported(place + " holds " + role_text(known) + " of a map, not " + role_text(role));
}

void Roles::assume(const View& view) {
    std::vector<int> open;
    for (auto part : view.axes) {
        expand(part);
        for (const Atom& each : part)
            if (role_of(each) == Role::unknown) open.push_back(each.input_atom);
    }
    if (open.empty()) return;
    std::vector<Role> free;
    for (const Role role : {Role::height, Role::width, Role::channels})
        if (!is_taken(role)) free.push_back(role);
    if (open.size() > free.size()) throw Unsupported("its input " + shape_text(view.shape()) + " is no image");
    constexpr std::int64_t kMostColors = 4;
    const auto extent = [&](std::size_t i) { return atoms_[static_cast<std::size_t>(open[i])].extent; };
    if (free.size() == 3 && open.size() == 1) free = {Role::width};
    const bool is_wide =
        open.size() == 3 && (extent(2) > kMostColors || (extent(1) == extent(2) && extent(0) < extent(1)));
    if (open.size() == 3 && extent(0) <= kMostColors && is_wide) free = {Role::channels, Role::height, Role::width};
    for (std::size_t i = 0; i < open.size(); ++i) atoms_[static_cast<std::size_t>(open[i])].role = free[i];
    assumed_ = true;
}

core::Shape Roles::shape_of(const View& view) {
    assume(view);
    std::vector<Atom> parts = view.atoms();
    expand(parts);
    core::Shape shape{1, 1, 1};
    for (const Atom& part : parts) {
        const Role role = role_of(part);
        if (role == Role::height) shape.height = extent_of(part.extent);
        if (role == Role::width) shape.width = extent_of(part.extent);
        if (role == Role::channels) shape.channels = extent_of(shape.channels * part.extent);
    }
    return shape;
}

// Cuts atoms[at] into `first` and the rest.
void Roles::split(std::vector<Atom>& atoms, std::size_t at, std::int64_t first) {
    const Atom whole = atoms[at];
    if (whole.input_atom < 0 && whole.role == Role::channels && whole.extent % first == 0) {
        const std::int64_t rest = whole.extent / first;
        atoms[at] = {rest, Role::channels, -1, whole.step};
        atoms.insert(atoms.begin() + static_cast<std::ptrdiff_t>(at), {first, Role::channels, -1, whole.step * rest});
        return;
    }
    const bool is_of_input = whole.input_atom >= 0 && role_of(whole) == Role::unknown &&
                             atoms_[static_cast<std::size_t>(whole.input_atom)].extent == whole.extent;
    if (!is_of_input || whole.extent % first != 0)
        throw Unsupported("it cuts " + role_text(role_of(whole)) + ", " + std::to_string(whole.extent) + ", into parts",
                          "the chip has no layer that moves values between channels and pixels");
    const auto fresh = static_cast<int>(atoms_.size());
    atoms_.push_back({first, Role::unknown, {}});
    atoms_.push_back({whole.extent / first, Role::unknown, {}});
    atoms_[static_cast<std::size_t>(whole.input_atom)].parts = {fresh, fresh + 1};
    expand(atoms);
}

View Roles::reshaped(const View& view, const std::vector<std::int64_t>& shape) {
    std::vector<Atom> parts = view.atoms();
    expand(parts);
    View result;
    std::size_t next = 0;
    for (const std::int64_t extent : shape) {
        auto& axis = result.axes.emplace_back();
        for (std::int64_t filled = 1; filled < extent; ++next) {
            const std::int64_t rest = extent / filled;
            if (extent % filled != 0) throw Unsupported("it cuts an axis of a map");
            if (rest % parts[next].extent != 0) split(parts, next, rest);
            axis.push_back(parts[next]);
            filled *= parts[next].extent;
        }
    }
    return result;
}

View map_view(const core::Shape& shape, const std::vector<Atom>& batch, std::size_t spatial) {
    View view;
    view.axes = {batch, atom(shape.channels, Role::channels)};
    if (spatial > 1) view.axes.push_back(atom(shape.height, Role::height));
    view.axes.push_back(atom(shape.width, Role::width));
    return view;
}

View feature_view(int channels, const std::vector<Atom>& batch) {
    return {{batch, atom(channels, Role::channels)}};
}

bool cuts_channels(const Roles& roles, const View& view) {
    const auto parts = view.atoms();
    return std::count_if(parts.begin(), parts.end(),
                         [&](const Atom& part) { return roles.role_of(part) == Role::channels; }) > 1;
}

View with_parts_joined(View view) {
    for (auto& axis : view.axes)
        for (std::size_t i = 0; i + 1 < axis.size();) {
            Atom& part = axis[i];
            const Atom& next = axis[i + 1];
            const bool are_channels = part.role == Role::channels && next.role == Role::channels;
            if (!are_channels || part.step != next.step * next.extent) {
                ++i;
                continue;
            }
            part = {part.extent * next.extent, Role::channels, -1, next.step};
            axis.erase(axis.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        }
    return view;
}

View transposed(const View& view, const std::vector<std::int64_t>& order) {
    View result;
    std::vector<bool> seen(view.rank(), false);
    for (const std::int64_t axis : order) {
        if (axis < 0 || axis >= static_cast<std::int64_t>(view.rank()) || seen[static_cast<std::size_t>(axis)])
            throw Unsupported("its perm is no order of the axes of its input " + shape_text(view.shape()));
        seen[static_cast<std::size_t>(axis)] = true;
        result.axes.push_back(view.axes[static_cast<std::size_t>(axis)]);
    }
    if (result.rank() != view.rank()) throw Unsupported("its perm has not as many entries as its input has axes");
    return result;
}

}  // namespace hashiflex::importing
