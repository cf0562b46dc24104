// SPDX-License-Identifier: Apache-2.0
// How a struct says once which keys it has: the reader, the key list and the schema writer all visit that
// description.
#pragma once

namespace hashiflex {

// One key. Its default is what the value holds before it is read.
struct Field {
    const char* key;
    bool required;
    const char* doc;  // one sentence, with the unit
};

// A description is a function
//
//     template <class Visitor>
//     void describe(Visitor& v, core::ClockSpec& clock) {
//         v.required("mhz", clock.mhz, Reals{0, 1e5, true}, "Fabric clock, MHz.");
//     }
//
// Derived provides   template <class T, class Rule> void field(const Field&, T& value, const Rule&);
// and, for layers,   void kind(const Field&, core::LayerKind&);   before the fields of that kind are visited.
template <class Derived>
class Visitor {
 public:
    template <class T, class Rule>
    void required(const char* key, T& value, const Rule& rule, const char* doc) {
        static_cast<Derived&>(*this).field(Field{key, true, doc}, value, rule);
    }
    template <class T, class Rule>
    void optional(const char* key, T& value, const Rule& rule, const char* doc) {
        static_cast<Derived&>(*this).field(Field{key, false, doc}, value, rule);
    }
};

}  // namespace hashiflex
