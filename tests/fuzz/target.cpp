// SPDX-License-Identifier: Apache-2.0
// The table of targets, and what counts as a finding.
#include "tests/fuzz/target.h"

#include "sim/config/error.h"

#include <stdexcept>
#include <typeinfo>

// The library of SystemC asks for it; nobody calls it.
extern "C" int sc_main(int, char*[]) {
    return 0;
}

namespace hashiflex::fuzz {
namespace {

// Words with blanks between them, short enough to be read, and not the name of a function that threw.
void require_sentence(const std::string& text) {
    constexpr std::size_t kLongest = 10000;
    if (text.find(' ') == std::string::npos || text.size() > kLongest)
        throw std::logic_error("refused without a sentence, in " + std::to_string(text.size()) +
                               " bytes: " + text.substr(0, 200));
}

}  // namespace

const std::vector<Target>& targets() {
    static const std::vector<Target> table{
        {"axis", axis},
        {"compare", compare},
        {"constraint", constraint},
        {"design", design},
        {"journal", journal},
        {"jpeg", jpeg},
        {"network", network},
        {"npy", npy},
        {"npz", npz},
        {"onnx", onnx},
        {"plan", plan},
        {"png", png},
        {"po2_description", po2_description},
        {"report", report},
        {"set", set},
        {"sweep", sweep},
        {"technology", technology},
        {"tolerances", tolerances},
    };
    return table;
}

const Target& target_of(const std::string& name) {
    std::vector<std::string> names;
    for (const auto& target : targets()) {
        if (target.name == name) return target;
        names.emplace_back(target.name);
    }
    throw std::invalid_argument("found the target '" + name + "'; allowed: " + joined(names));
}

Answer try_out(const Target& target, const std::string& bytes) {
    try {
        target.read(bytes);
        return Answer::taken;
    } catch (const ConfigError& error) {
        require_sentence(error.what());
    } catch (const std::invalid_argument& error) {
        require_sentence(error.what());
    } catch (const std::exception& error) {
        throw std::logic_error(std::string("an exception that is not documented, ") + typeid(error).name() + ": " +
                               error.what());
    }
    return Answer::refused;
}

}  // namespace hashiflex::fuzz
