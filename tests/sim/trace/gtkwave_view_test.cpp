// SPDX-License-Identifier: Apache-2.0
// Is the view what GTKWave reads? Flags and times by hand; the picture in docs/ was looked at.
#include "sim/trace/gtkwave_view.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

using namespace hashiflex;
using Catch::Matchers::Contains;

namespace {

GtkwaveView small_view() {
    GtkwaveView view({{"idle", "blue"}, {"run", "green"}});
    view.add("chip", "clk", 1, Shown::bit);
    view.open_group("conv");
    view.add("chip.stages.conv", "state", 2, Shown::state);
    view.add("chip.stages.conv", "beat", 32, Shown::unsigned_number);
    view.add("chip.stages.conv.data", "p0_c0", 9, Shown::signed_number);
    return view;
}

}  // namespace

TEST_CASE("a view lists all states under the names of their scopes, then closed groups") {
    const std::string text = small_view().save_file("t.fst", 2000, 12000);
    CHECK_THAT(text, Contains("[dumpfile] \"t.fst\"\n[savefile] \"t.gtkw\"\n[timestart] 2000\n"));
    CHECK_THAT(text, Contains("@28\nchip.clk\n"
                              "@800200\n-states\n"
                              "@2024\n^1 ./t.states\n+{conv} chip.stages.conv.state[1:0]\n"
                              "@1000200\n-states\n"
                              "@c00200\n-conv\n"
                              "@2024\n^1 ./t.states\nchip.stages.conv.state[1:0]\n"
                              "@24\nchip.stages.conv.beat[31:0]\n"
                              "@424\nchip.stages.conv.data.p0_c0[8:0]\n"
                              "@1401200\n-conv\n"));
    CHECK(small_view().state_names() == "0 ?blue?idle\n1 ?green?run\n");
}

TEST_CASE("a view shows its window whole and large") {
    for (const std::uint64_t duration : {std::uint64_t{1}, std::uint64_t{1000}, std::uint64_t{123456789}}) {
        const std::string text = small_view().save_file("t.vcd", 7, 7 + duration);
        const double zoom = std::stod(text.substr(text.find("\n*") + 2));
        const double shown = std::exp2(-zoom) * 840 / 200;  // 200 pixels are 2^-zoom; there are 840
        CHECK(shown >= static_cast<double>(duration) * 0.99);
        CHECK(shown <= static_cast<double>(duration) * 1.2);
    }
}
