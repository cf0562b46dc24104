// SPDX-License-Identifier: Apache-2.0
// Which point is next, so that no thread waits for another: what points share is made by the first that needs it, and
// until it is there the others that need it stay back while later points go on.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

namespace hashiflex {

// Keys of what a point shares with other points and takes long to make.
using Needs = std::function<std::vector<std::string>(std::size_t point)>;

// Not for several threads at once.
class Schedule {
 public:
    // `points` in the order in which they are wanted; `needs` is asked once for each.
    Schedule(std::vector<std::size_t> points, Needs needs);

    // The first point in that order whose needs are there, or are made by nobody yet: then it is the one to make them.
    // None: all that are left would have to wait.
    std::optional<std::size_t> take();
    // None is left, not even one that would have to wait.
    bool empty() const { return next_ == points_.size() && ready_.empty() && waiting_ == 0; }

    // A need is there, whoever made it; or it cannot be made, which those that need it will find out by themselves.
    void made(const std::string& need);
    // So is all that this point was to make.
    void done(std::size_t point);

 private:
    using Place = std::size_t;  // in points_
    enum class State { unmade, in_the_making, made };
    struct Need {
        State state = State::unmade;
        std::vector<Place> waiting;
    };

    std::optional<Place> first_candidate();
    // False: it has to wait.
    bool begin(Place place);
    void made(std::size_t need);
    std::size_t number_of(const std::string& need);

    std::vector<std::size_t> points_;
    Needs needs_of_;
    std::unordered_map<std::string, std::size_t> numbers_;
    std::vector<Need> needs_;                                        // by number
    std::unordered_map<Place, std::vector<std::size_t>> kept_back_;  // the needs of places that wait or are ready
    std::unordered_map<std::size_t, std::vector<std::size_t>> to_be_made_;  // by a point that was taken
    std::priority_queue<Place, std::vector<Place>, std::greater<>> ready_;  // waited, and need not any more
    Place next_ = 0;                                                        // none from here on was looked at
    std::size_t waiting_ = 0;
};

}  // namespace hashiflex
