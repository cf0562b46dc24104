// SPDX-License-Identifier: Apache-2.0
// One table: which number comes from where.
#include "sim/report/quality.h"

namespace hashiflex {
namespace {

class Notes {
 public:
    void exact(const std::string& path, const std::string& reason) { add(path, QualityClass::exact, reason); }
    void modelled(const std::string& path, const Quantity& number, const std::string& reason) {
        add(path, number.value ? QualityClass::modelled : QualityClass::not_modelled,
            number.value ? reason : number.reason);
    }
    void not_modelled(const std::string& path, const std::string& reason) {
        add(path, QualityClass::not_modelled, reason);
    }
    std::vector<QualityNote> take() { return std::move(notes_); }

 private:
    void add(const std::string& path, QualityClass quality, const std::string& reason) {
        notes_.push_back({path, quality, reason});
    }
    std::vector<QualityNote> notes_;
};

std::string toggles_of(const ActivityResult& activity) {
    if (activity.source == "default") return "default toggle rates of each class of wires";
    if (activity.source == "toggle_rate") return "the stated toggle rate";
    return "toggles counted with zero delay on " + std::to_string(activity.images.value.value_or(0)) + " images";
}

}  // namespace

std::vector<QualityNote> quality_notes(const RunResult& result) {
    const std::string simulated = "simulated cycle by cycle";
    const std::string counted = "counted in the resolved design";
    const std::string prices = "prices of " + result.technology + " (" + result.corner + ")";
    const std::string area = "counts times " + prices;
    const std::string energy = "events times " + prices + " and " + toggles_of(result.activity);
    Notes notes;
    notes.exact("images", "results that left the chip");
    notes.exact("images_requested", "given");
    if (result.clock.automatic)
        notes.modelled("clock_mhz", result.critical_path.max_clock_mhz,
                       "the maximum clock less the margin, rounded down");
    else
        notes.exact("clock_mhz", "given");
    notes.exact("cycles", simulated);
    notes.exact("cycles.per_image", "of the steady state, in which the state of the chip comes back");
    notes.exact("cycles.target", "given");
    notes.exact("cycles.needed", counted);
    notes.exact("throughput", "clock over cycles per image, at the stated clock");
    notes.exact("latency", "cycles of the first image over the stated clock");
    notes.modelled("area", result.area_um2.total_um2(), area);
    notes.not_modelled("area.wires", "routing, fill, clock tree and pads have no model");
    notes.modelled("energy", result.energy_pj.total(), energy);
    if (result.activity.images.value)
        notes.exact("energy.toggles_measured", "counted");
    else
        notes.exact("energy.toggles_measured", "none was counted");
    notes.not_modelled("energy.wires", "wires, clock tree and pads have no model");
    notes.modelled("power", result.power_mw, "energy per image times images per second");
    notes.modelled("critical_path", result.critical_path.max_clock_mhz, "cell delays of " + prices + ", no wires");
    notes.exact("compute", "2 operations per MAC of the network, times images per second");
    notes.modelled("compute.tops_per_w", result.compute.tops_per_w, "operations per second over modelled power");
    notes.exact("accuracy", "bit-exact datapath, over the images done");
    notes.exact("accuracy.float_top1", "stated by the network file, not computed here");
    if (!result.photographs.empty()) notes.exact("photographs[]", "bit-exact datapath; crop and resize in integers");
    notes.exact("io", "bytes per image times images per second");
    notes.exact("source", simulated + ", " + counted);
    notes.modelled("source.area_um2", result.source.area_um2, area);
    notes.modelled("source.energy_pj", result.source.energy_pj, energy);
    notes.exact("sink", simulated);
    notes.exact("stages[]", simulated + ", " + counted);
    notes.modelled("stages[].area_um2", result.area_um2.total_um2(), area);
    notes.modelled("stages[].energy_pj", result.energy_pj.total(), energy);
    notes.exact("idle[]", "cycles a stage needs over cycles per image");
    notes.modelled("idle[].area_um2", result.area_um2.total_um2(), area);
    notes.exact("buffers[]", simulated + ", " + counted);
    if (result.npu) notes.exact("npu", counted);
    if (result.argmax) notes.exact("argmax", counted);
    if (result.money)
        notes.modelled("money", result.money->die.usd, "area over " + result.technology + "'s money block");
    if (!result.reprogram) return notes.take();
    notes.exact("reprogram", simulated);
    notes.modelled("reprogram.energy_pj", result.reprogram->energy_pj, "bits written times " + prices);
    return notes.take();
}

}  // namespace hashiflex
