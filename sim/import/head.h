// SPDX-License-Identifier: Apache-2.0
// The end of the network: what gives one logit per class becomes the classifier.
#pragma once

#include "sim/import/layers.h"

namespace hashiflex::importing {

// A 1x1 convolution whose map is then averaged is an average that is then multiplied: the same, and a classifier.
void move_average_before_last(LayerGraph& layers);

// Channels of one pixel that are compared are classes, though no layer with weights gave them (SqueezeNet: a Relu and
// an average): a classifier of ones passes them on. Otherwise nothing.
void append_classifier(LayerGraph& layers, std::vector<std::string>& notes);

// The last layer has weights over the whole map, two or more outputs and no activation.
bool ends_in_classifier(const LayerGraph& layers);

}  // namespace hashiflex::importing
