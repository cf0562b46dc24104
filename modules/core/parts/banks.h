// SPDX-License-Identifier: Apache-2.0
// How a buffer lies in memories that read one word a cycle.
#pragma once

#include "modules/core/design/step_program.h"
#include "modules/core/parts/some_steps.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace hashiflex::core {

// Beats lie in `count` banks one after the other, counted on from image to image. Each has a port to read and one to
// write, and as many words as its share of the beats that are held.
struct Banks {
    int count = 1;
    int words = 1;  // of a bank
};

// [port][step] the beat that is read for a step, counted as the step's image does.
using PortReads = std::vector<SomeSteps>;

// The fewest banks with which the beats that a step reads of the same memory are in different ones, at every step. None
// if only banks of a single word each would do.
std::optional<Banks> fewest_banks(const std::vector<PortReads>& memories, int depth);

// Ports that at some step read a beat which need not have come when that becomes the present step.
std::vector<bool> late_ports(const PortReads& ports, const InputSchedule& schedule);

// Beats that have come for certain at an edge before the one after which step s is the present one, counted as its
// image does: what the step before has waited for.
std::int64_t come_before(const InputSchedule& schedule, std::size_t s);

}  // namespace hashiflex::core
