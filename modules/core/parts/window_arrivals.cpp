// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/window_arrivals.h"

#include "modules/core/parts/input_counters.h"
#include "modules/core/parts/some_steps.h"

#include <algorithm>
#include <map>

namespace hashiflex::core {
namespace {

std::int64_t most_frequent(const SomeSteps& values, std::int64_t otherwise) {
    std::map<std::int64_t, int> times;
    for (const auto& value : values)
        if (value) ++times[*value];
    const auto most =
        std::max_element(times.begin(), times.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == times.end() ? otherwise : most->first;
}

// What does not matter is as usual.
std::vector<std::int64_t> settled_as_usual(const SomeSteps& values, std::int64_t otherwise) {
    const std::int64_t usual = most_frequent(values, otherwise);
    std::vector<std::int64_t> result;
    for (const auto& value : values) result.push_back(value.value_or(usual));
    return result;
}

// How many beats more than a step needs have arrived when a pixel comes.
struct PixelDues {
    SomeSteps present;
    SomeSteps next;
    bool any = false;
};

class Arrivals {
 public:
    Arrivals(const WindowViews& views, const Awaited& awaited, WindowPlan& plan)
        : views_(views), awaited_(awaited), plan_(plan), schedule_(views.schedule()) {
        plan_.never = input_counters(schedule_, views.depth()).most_ahead;
    }

    void find() {
        SomeSteps present_align(views_.steps()), next_align(views_.steps());
        std::vector<PixelDues> groups;
        for (std::size_t p = 0; p < views_.registers(); ++p) {
            const PixelDues dues = dues_of(p, present_align, next_align);
            plan_.arrival_of.push_back(dues.any ? group_of(dues, groups) : -1);
        }
        for (const PixelDues& group : groups)
            plan_.arrivals.push_back(
                {settled_as_usual(group.present, plan_.never), settled_as_usual(group.next, plan_.never)});
        const std::int64_t usual = most_frequent(present_align, 0);
        plan_.present_align = settled_as_usual(present_align, usual);
        plan_.next_align = settled_as_usual(next_align, usual);
    }

 private:
    // Beats of the image that have arrived for certain when step s becomes the present one.
    std::int64_t there_before(std::size_t s) const {
        return s == 0 ? std::min(0, schedule_.needed.back() - schedule_.beats) : schedule_.needed[s - 1];
    }
    // What must stay: padding, and a pixel that is there.
    bool kept(std::size_t s, std::size_t p) const {
        const bool padding = views_.sight(s, p) == Sight::outside && plan_.late[views_.column(p)] == 0;
        return padding || awaited_.pixels[s][p];
    }

    PixelDues dues_of(std::size_t p, SomeSteps& present_align, SomeSteps& next_align) const {
        PixelDues dues{SomeSteps(views_.steps()), SomeSteps(views_.steps()), false};
        for (std::size_t s = 0; s < views_.steps(); ++s) {
            const std::size_t after = views_.next(s);
            const auto find = [&](std::size_t seen, StreamPixel pixel, std::int64_t there, auto& due, auto& align) {
                if (awaited_.pixels[seen][p] && pixel.beat >= there && views_.can_be_there(s, pixel)) {
                    due[s] = pixel.beat - schedule_.needed[s];
                    align[s] = views_.align(seen);
                    dues.any = true;
                } else if (kept(seen, p)) {
                    due[s] = plan_.never;
                }
            };
            find(s, views_.pixel(s, p), there_before(s), dues.present, present_align);
            find(after, views_.next_pixel(s, p), schedule_.needed[s], dues.next, next_align);
        }
        return dues;
    }

    static int group_of(const PixelDues& dues, std::vector<PixelDues>& groups) {
        const auto found = std::find_if(groups.begin(), groups.end(), [&](const PixelDues& group) {
            return agree(group.present, dues.present) && agree(group.next, dues.next);
        });
        const auto number = static_cast<int>(found - groups.begin());
        if (found == groups.end()) {
            groups.push_back(dues);
        } else {
            join(found->present, dues.present);
            join(found->next, dues.next);
        }
        return number;
    }

    const WindowViews& views_;
    const Awaited& awaited_;
    WindowPlan& plan_;
    const InputSchedule& schedule_;
};

}  // namespace

void plan_arrivals(const WindowViews& views, const Awaited& awaited, WindowPlan& plan) {
    Arrivals(views, awaited, plan).find();
}

}  // namespace hashiflex::core
