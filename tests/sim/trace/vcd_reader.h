// SPDX-License-Identifier: Apache-2.0
// Reads a VCD file back, strictly: whatever it does not know is an error.
#pragma once

#include <cstdint>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex::test {

using Changes = std::vector<std::pair<std::uint64_t, std::string>>;  // picoseconds, value

struct Vcd {
    std::map<std::string, int> bits;           // by full name, "top.stage.valid"
    std::map<std::string, std::string> types;  // likewise
    std::map<std::string, Changes> values;     // likewise; a vector is "b" and digits, a text "s" and letters
    std::vector<std::uint64_t> stamps;
    int dumps = 0;
};

inline Vcd read_vcd(const std::string& text) {
    Vcd vcd;
    std::map<std::string, std::string> name_of;
    std::vector<std::string> scopes;
    std::uint64_t now = 0;
    bool declaring = true;
    std::istringstream in(text);
    std::string word;
    const auto skip_to_end = [&] {
        while (in >> word && word != "$end") {
        }
        if (word != "$end") throw std::runtime_error("no $end");
    };
    while (in >> word) {
        if (word == "$comment" || word == "$timescale") {
            skip_to_end();
        } else if (word == "$scope") {
            in >> word >> word;
            scopes.push_back(word);
            skip_to_end();
        } else if (word == "$upscope") {
            if (scopes.empty()) throw std::runtime_error("$upscope without $scope");
            scopes.pop_back();
            skip_to_end();
        } else if (word == "$var") {
            std::string type, id, name;
            int bits = 0;
            in >> type >> bits >> id >> name;
            skip_to_end();
            for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) name.insert(0, *scope + ".");
            if (!name_of.emplace(id, name).second) throw std::runtime_error("identifier used twice: " + id);
            vcd.bits[name] = bits;
            vcd.types[name] = type;
        } else if (word == "$enddefinitions") {
            if (!scopes.empty()) throw std::runtime_error("open scope: " + scopes.back());
            declaring = false;
            skip_to_end();
        } else if (declaring) {
            throw std::runtime_error("not a declaration: " + word);
        } else if (word == "$dumpvars") {
            ++vcd.dumps;
        } else if (word == "$end") {
            continue;
        } else if (word[0] == '#') {
            const std::uint64_t next = std::stoull(word.substr(1));
            if (!vcd.stamps.empty() && next <= now) throw std::runtime_error("time stands still at " + word);
            vcd.stamps.push_back(now = next);
        } else {
            const bool scalar = word[0] == '0' || word[0] == '1' || word[0] == 'x';
            if (!scalar && word[0] != 'b' && word[0] != 's') throw std::runtime_error("unknown: " + word);
            std::string id = word.substr(1);
            if (!scalar) in >> id;
            vcd.values[name_of.at(id)].emplace_back(now, scalar ? word.substr(0, 1) : word);
        }
    }
    if (declaring) throw std::runtime_error("no $enddefinitions");
    return vcd;
}

}  // namespace hashiflex::test
