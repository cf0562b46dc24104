// SPDX-License-Identifier: Apache-2.0
#include "sim/import/take.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace hashiflex::importing {
namespace {

bool is_everything(const std::vector<std::size_t>& kept, std::int64_t extent) {
    if (static_cast<std::int64_t>(kept.size()) != extent) return false;
    for (std::size_t i = 0; i < kept.size(); ++i)
        if (kept[i] != i) return false;
    return true;
}

// The channels that one atom, or a selection along an axis, runs over; -1 stands for zeros.
using Numbers = std::vector<std::int64_t>;

Numbers numbers_of(const Atom& part) {
    Numbers numbers;
    for (std::int64_t i = 0; i < part.extent; ++i) numbers.push_back(i * part.step);
    return numbers;
}

// All sums of one number of each, the last one fastest: channels.
Numbers combined(const std::vector<Numbers>& all) {
    constexpr std::size_t kMost = 65536;
    std::size_t count = 1;
    for (const Numbers& numbers : all) {
        count *= numbers.size();
        if (count > kMost) throw Unsupported("its output has more than 65536 channels");
    }
    Numbers sums{0};
    for (const Numbers& numbers : all) {
        Numbers longer;
        for (const std::int64_t sum : sums)
            for (const std::int64_t number : numbers) longer.push_back(sum < 0 || number < 0 ? -1 : sum + number);
        sums = std::move(longer);
    }
    return sums;
}

bool is_channels(const Lowering& context, const Atom& part) {
    return context.roles.role_of(part) == Role::channels;
}

// The channels of a view, numbered anew in the order in which it shows them; those of `axis` are `kept`.
class Renumbering {
 public:
    Renumbering(const Lowering& context, View view) : context_(context), view_(std::move(view)) {}

    // Channels of `axis` become one run.
    void replace(std::size_t axis, Numbers kept) {
        axis_ = axis;
        kept_ = std::move(kept);
    }
    Activation add_to(Lowering& context, const Activation& input) {
        std::vector<Numbers> runs;
        View view;
        view.axes.resize(view_.rank());
        for (std::size_t axis = 0; axis < view_.rank(); ++axis) {
            if (axis == axis_) {
                runs.push_back(kept_);
                view.axes[axis].push_back({static_cast<std::int64_t>(kept_.size()), Role::channels});
                continue;
            }
            for (const Atom& part : view_.axes[axis]) {
                const bool has_channels = is_channels(context_, part);
                if (has_channels) runs.push_back(numbers_of(part));
                view.axes[axis].push_back(has_channels ? Atom{part.extent, Role::channels} : part);
            }
        }
        SelectLayer select;
        const Numbers numbers = combined(runs);
        select.from.assign(numbers.begin(), numbers.end());
        core::Shape out = context.roles.shape_of(view_);
        out.channels = static_cast<int>(numbers.size());
        return {context.add(std::move(select), {input.layer}, out), with_parts_joined(numbered(std::move(view))),
                input.left_out, input.is_quantized};
    }

 private:
    static View numbered(View view) {
        std::int64_t step = 1;
        for (auto axis = view.axes.rbegin(); axis != view.axes.rend(); ++axis) {
            for (auto part = axis->rbegin(); part != axis->rend(); ++part)
                if (part->role == Role::channels && part->input_atom < 0) {
                    part->step = step;
                    step *= part->extent;
                }
            const auto is_one = [](const Atom& part) { return part.extent == 1; };
            axis->erase(std::remove_if(axis->begin(), axis->end(), is_one), axis->end());
        }
        return view;
    }

    const Lowering& context_;
    View view_;
    std::optional<std::size_t> axis_;
    Numbers kept_;
};

Activation cropped(Lowering& context, const Activation& input, View view, std::size_t axis,
                   const std::vector<std::size_t>& kept) {
    const Role role = context.roles.role_of(view.axes[axis].front());
    const std::size_t distance = kept.size() > 1 ? kept[1] - kept[0] : 1;
    for (std::size_t i = 1; i < kept.size(); ++i)
        if (kept[i] <= kept[i - 1] || kept[i] - kept[i - 1] != distance)
            throw Unsupported("it takes positions along " + role_text(role) + " out of their order",
                              "flip or reorder images before they are given to the chip");
    core::Shape out = context.roles.shape_of(view);
    CropLayer crop{{0, 1, out.height}, {0, 1, out.width}};
    (role == Role::height ? crop.rows : crop.columns) = {static_cast<int>(kept[0]), static_cast<int>(distance),
                                                         static_cast<int>(kept.size())};
    out.height = crop.rows.count;
    out.width = crop.columns.count;
    view.axes[axis].clear();
    if (kept.size() > 1) view.axes[axis] = {{static_cast<std::int64_t>(kept.size()), role}};
    return {context.add(crop, {input.layer}, out), std::move(view), input.left_out, input.is_quantized};
}

// Its atoms as they are cut by now; what they are is known, or assumed.
View settled(Lowering& context, const Activation& input) {
    context.roles.assume(input.view);
    return context.roles.reshaped(input.view, input.view.shape());
}

bool holds_channels_alone(const Lowering& context, const std::vector<Atom>& axis) {
    return !axis.empty() &&
           std::all_of(axis.begin(), axis.end(), [&](const Atom& part) { return is_channels(context, part); });
}

[[noreturn]] void refuse(const Lowering& context, const View& view, std::size_t axis) {
    const auto& parts = view.axes[axis];
    throw Unsupported("it takes parts of axis " + std::to_string(axis) + " of its input " + shape_text(view.shape()) +
                          ", which holds " +
                          (parts.size() == 1 ? role_text(context.roles.role_of(parts[0])) : "several axes of a map"),
                      "the chip takes channels, rows or columns");
}

}  // namespace

Activation taken(Lowering& context, const Activation& input, std::size_t axis, const std::vector<std::size_t>& kept) {
    const auto shape = input.view.shape();
    if (is_everything(kept, shape[axis])) return input;
    if (kept.empty()) throw Unsupported("it keeps nothing of its input " + shape_text(shape));
    View view = settled(context, input);
    const auto& parts = view.axes[axis];
    if (holds_channels_alone(context, parts)) {
        std::vector<Numbers> runs;
        for (const Atom& part : parts) runs.push_back(numbers_of(part));
        const Numbers all = combined(runs);
        Numbers chosen;
        for (const std::size_t position : kept) chosen.push_back(all[position]);
        Renumbering renumbering(context, std::move(view));
        renumbering.replace(axis, std::move(chosen));
        return renumbering.add_to(context, input);
    }
    const Role role = parts.size() == 1 ? context.roles.role_of(parts.front()) : Role::unknown;
    if (role != Role::height && role != Role::width) refuse(context, view, axis);
    return cropped(context, input, std::move(view), axis, kept);
}

Activation with_zero_channels(Lowering& context, const Activation& input, std::size_t axis, int before, int behind) {
    View view = settled(context, input);
    const auto& parts = view.axes[axis];
    if (!holds_channels_alone(context, parts) || parts.size() != 1 || cuts_channels(context.roles, view))
        refuse(context, view, axis);
    Numbers numbers(static_cast<std::size_t>(before), -1);
    for (const std::int64_t number : numbers_of(parts.front())) numbers.push_back(number);
    numbers.insert(numbers.end(), static_cast<std::size_t>(behind), -1);
    Renumbering renumbering(context, std::move(view));
    renumbering.replace(axis, std::move(numbers));
    return renumbering.add_to(context, input);
}

Activation with_whole_channels(Lowering& context, const Activation& input) {
    Activation whole = Renumbering(context, settled(context, input)).add_to(context, input);
    if (cuts_channels(context.roles, whole.view))
        throw Unsupported("the channels of its input " + shape_text(input.view.shape()) + " are cut into parts",
                          "put them together again with a Reshape before it");
    return whole;
}

}  // namespace hashiflex::importing
