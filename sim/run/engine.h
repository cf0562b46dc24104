// SPDX-License-Identifier: Apache-2.0
// The two descriptions of time that a run can be measured with; they differ in no number.
#pragma once

#include <optional>
#include <string>

namespace hashiflex {

enum class Engine { systemc, fast };

inline const char* name_of(Engine engine) {
    return engine == Engine::systemc ? "systemc" : "fast";
}

inline std::optional<Engine> engine_named(const std::string& name) {
    for (const Engine engine : {Engine::systemc, Engine::fast})
        if (name == name_of(engine)) return engine;
    return std::nullopt;
}

}  // namespace hashiflex
