// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/window_moves.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace hashiflex::rtl {
namespace {

class Planner {
 public:
    explicit Planner(const WindowSteps& steps) : steps_(steps), count_(steps.place.size()) {
        list_registers();
        list_moves();
        find_awaited();
        for (WindowMove& move : plan_.moves) connect_registers(move);
        find_reads();
        plan_.ports = 0;
        for (std::size_t m = 0; m < plan_.moves.size(); ++m) share_ports(m);
        plan_.ports = std::max(plan_.ports, 1);
        for (std::size_t m = 0; m < plan_.moves.size(); ++m) settle_rest(m);
    }

    WindowMoves plan() && { return std::move(plan_); }

 private:
    void list_registers() {
        std::set<std::int64_t> seen;
        for (const auto& of_step : steps_.seen) seen.insert(of_step.begin(), of_step.end());
        if (seen.empty()) seen.insert(0);  // all is padding
        plan_.registers.assign(seen.begin(), seen.end());
    }

    std::optional<std::size_t> register_of(std::int64_t beat) const {
        const auto& all = plan_.registers;
        const auto found = std::lower_bound(all.begin(), all.end(), beat);
        if (found == all.end() || *found != beat) return std::nullopt;
        return static_cast<std::size_t>(found - all.begin());
    }

    std::int64_t moves_by(std::size_t s) const {
        return s + 1 < count_ ? steps_.place[s + 1] - steps_.place[s]
                              : steps_.place[0] + steps_.beats - steps_.place[s];
    }

    void list_moves() {
        std::map<std::int64_t, int> frequency;
        for (std::size_t s = 0; s < count_; ++s) ++frequency[moves_by(s)];
        for (const auto& [by, times] : frequency) plan_.moves.push_back({by, {}, {}});
        std::stable_sort(plan_.moves.begin(), plan_.moves.end(),
                         [&](const WindowMove& a, const WindowMove& b) { return frequency[a.by] > frequency[b.by]; });
        for (std::size_t s = 0; s < count_; ++s) {
            const auto same = [&](const WindowMove& move) { return move.by == moves_by(s); };
            plan_.move_of.push_back(
                static_cast<int>(std::find_if(plan_.moves.begin(), plan_.moves.end(), same) - plan_.moves.begin()));
        }
    }

    // A register's beat matters to a step that sees it, and to all before it in which it has been on its way from
    // register to register. Images follow each other without end.
    void find_awaited() {
        awaited_.assign(count_, std::vector<char>(plan_.registers.size(), 0));
        for (std::size_t s = 0; s < count_; ++s)
            for (const std::int64_t beat : steps_.seen[s]) awaited_[s][*register_of(beat)] = 1;
        for (bool more = true; more;) {
            more = false;
            for (std::size_t s = count_; s-- > 0;)
                for (std::size_t r = 0; r < plan_.registers.size(); ++r) {
                    const auto from = register_of(plan_.registers[r] + moves_by(s));
                    if (!from || !awaited_[next(s)][r] || awaited_[s][*from]) continue;
                    awaited_[s][*from] = 1;
                    more = true;
                }
        }
    }

    // Beats that the window has already go from register to register.
    void connect_registers(WindowMove& move) const {
        for (std::size_t r = 0; r < plan_.registers.size(); ++r) {
            const auto from = register_of(plan_.registers[r] + move.by);
            move.sources.push_back(from ? BeatSource{false, *from} : BeatSource{false, r});
        }
    }

    // All others are read, if a step awaits them and they can be in the memory: no more beats than it holds have
    // arrived since those that were given up before the step.
    void find_reads() {
        reads_.assign(plan_.moves.size(), std::vector<char>(plan_.registers.size(), 0));
        for (std::size_t s = 0; s < count_; ++s) {
            const std::int64_t by = moves_by(s);
            const std::int64_t end = (s == 0 ? 0 : steps_.released[s - 1]) + steps_.depth;
            for (std::size_t r = 0; r < plan_.registers.size(); ++r) {
                const std::int64_t beat = plan_.registers[r] + by;
                if (awaited_[next(s)][r] && !register_of(beat) && steps_.place[s] + beat < end)
                    reads_[static_cast<std::size_t>(plan_.move_of[s])][r] = 1;
            }
        }
    }

    // Ports for the reads of a move: one for all that read the same word, and if possible the port that the register
    // reads at other moves.
    void share_ports(std::size_t m) {
        WindowMove& move = plan_.moves[m];
        std::map<std::size_t, std::int64_t> word_of;  // port -> beat
        std::map<std::int64_t, std::size_t> port_of;  // and back
        const auto connect = [&](std::size_t r, std::size_t port) {
            word_of[port] = word(move, r);
            port_of[word(move, r)] = port;
        };
        for (std::size_t r = 0; r < plan_.registers.size(); ++r) {
            if (!reads_[m][r] || port_of.count(word(move, r)) > 0) continue;
            for (std::size_t other = 0; other < m; ++other) {
                const BeatSource& source = plan_.moves[other].sources[r];
                if (!source.port || word_of.count(source.index) > 0) continue;
                connect(r, source.index);
                break;
            }
        }
        for (std::size_t r = 0; r < plan_.registers.size(); ++r) {
            if (!reads_[m][r]) continue;
            if (port_of.count(word(move, r)) == 0) {
                std::size_t port = 0;
                while (word_of.count(port) > 0) ++port;
                connect(r, port);
            }
            move.sources[r] = {true, port_of[word(move, r)]};
        }
        for (const auto& [port, beat] : word_of) {
            move.reads.resize(std::max(move.reads.size(), port + 1), kIdle);
            move.reads[port] = beat;
        }
        plan_.ports = std::max(plan_.ports, static_cast<int>(move.reads.size()));
    }

    std::int64_t word(const WindowMove& move, std::size_t r) const {
        const std::int64_t beat = (plan_.registers[r] + move.by) % steps_.depth;
        return beat < 0 ? beat + steps_.depth : beat;
    }

    // What does not matter is as at the most frequent move: no multiplexer for it.
    void settle_rest(std::size_t m) {
        WindowMove& move = plan_.moves[m];
        for (std::size_t r = 0; r < plan_.registers.size(); ++r)
            if (!reads_[m][r] && !register_of(plan_.registers[r] + move.by))
                move.sources[r] = plan_.moves.front().sources[r];
        move.reads.resize(static_cast<std::size_t>(plan_.ports), kIdle);
        for (std::size_t port = 0; port < move.reads.size(); ++port) {
            for (const WindowMove& other : plan_.moves)
                if (move.reads[port] == kIdle && port < other.reads.size()) move.reads[port] = other.reads[port];
            if (move.reads[port] == kIdle) move.reads[port] = 0;
        }
    }

    std::size_t next(std::size_t s) const { return s + 1 < count_ ? s + 1 : 0; }

    static constexpr std::int64_t kIdle = -1;
    const WindowSteps& steps_;
    std::size_t count_;
    WindowMoves plan_;
    std::vector<std::vector<char>> awaited_;  // [step][register]
    std::vector<std::vector<char>> reads_;    // [move][register]
};

}  // namespace

WindowMoves window_moves(const WindowSteps& steps) {
    return Planner(steps).plan();
}

}  // namespace hashiflex::rtl
