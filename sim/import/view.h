// SPDX-License-Identifier: Apache-2.0
// How the axes of an ONNX tensor show a map of the chip. Layout (NCHW, NHWC, flattened) is a property of the view, not
// of the map: Transpose, Reshape, Flatten, Squeeze and Unsqueeze change views and make no layer.
#pragma once

#include "modules/core/numeric/tensor.h"
#include "sim/import/graph.h"

#include <string>
#include <vector>

namespace hashiflex::importing {

enum class Role { unknown, batch, height, width, channels };
std::string role_text(Role role);

// A run of positions that no operator has cut so far. Of the graph's input nobody knows at first which is which:
// `input_atom` is its place in Roles.
struct Atom {
    std::int64_t extent = 1;
    Role role = Role::unknown;
    int input_atom = -1;
    std::int64_t step = 1;  // of channels that were cut into parts: how many channels neighbours lie apart
};

// Row-major; an axis holds the atoms that it runs over, the last one fastest. Extents of 1 are no atoms: they may be
// anywhere.
struct View {
    std::vector<std::vector<Atom>> axes;

    std::vector<std::int64_t> shape() const;
    std::size_t rank() const { return axes.size(); }
    std::vector<Atom> atoms() const;  // of all axes
};

// What the atoms of the graph's input are; found out as operators ask for it.
class Roles {
 public:
    // Throws Unsupported: an extent other than the first is not known.
    View input_view(const Declared& input);
    bool batch_is_open() const { return batch_is_open_; }

    Role role_of(const Atom& atom) const;
    // The axis runs over `role` and nothing else, or is of extent 1. Throws Unsupported.
    void demand(const View& view, std::size_t axis, Role role);
    // Whoever asks for no order gets the usual one.
    void assume(const View& view);
    // Height, width and channels of what the view shows; whatever is unknown is assumed.
    core::Shape shape_of(const View& view);

    // Throws Unsupported where an extent would have to be cut that is none of the input.
    View reshaped(const View& view, const std::vector<std::int64_t>& shape);

    bool assumed() const { return assumed_; }  // the layout of the input was nowhere said

 private:
    struct InputAtom {
        std::int64_t extent = 1;
        Role role = Role::unknown;
        std::vector<int> parts;  // what it was cut into
    };
    bool is_taken(Role role) const;
    void expand(std::vector<Atom>& atoms) const;
    void split(std::vector<Atom>& atoms, std::size_t at, std::int64_t first);

    std::vector<InputAtom> atoms_;
    bool batch_is_open_ = false;
    bool assumed_ = false;
};

// A map as an NCHW tensor with `spatial` axes behind the channels, 1 or 2 (of one the width is left), and the batch of
// `batch`.
View map_view(const core::Shape& shape, const std::vector<Atom>& batch, std::size_t spatial);
// A row of features: [batch][channels].
View feature_view(int channels, const std::vector<Atom>& batch);
// Whether several atoms share the channels: a Reshape has cut them, and no other has put them together again.
bool cuts_channels(const Roles& roles, const View& view);
// Neighbouring parts of channels that are in their order are one atom again.
View with_parts_joined(View view);
// Axis i of the result is axis order[i].
View transposed(const View& view, const std::vector<std::int64_t>& order);

}  // namespace hashiflex::importing
