// SPDX-License-Identifier: Apache-2.0
#include "modules/core/network/weight_image.h"

#include <stdexcept>
#include <string>

namespace hashiflex::core {
namespace {

template <typename T>
void append_little_endian(std::vector<std::uint8_t>& bytes, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i)
        bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i)));
}

template <typename T>
T read_little_endian(const std::uint8_t* bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) value |= std::uint64_t{bytes[i]} << (8 * i);
    return static_cast<T>(value);
}

std::size_t weight_bytes(const Classifier& classifier) {
    return (classifier.weights.size() * static_cast<std::size_t>(classifier.weight_bits) + 7) / 8;
}

}  // namespace

std::size_t weight_image_bytes(const Classifier& classifier) {
    return weight_bytes(classifier) + classifier.bias.size() * sizeof(std::int32_t) +
           classifier.multiplier.size() * sizeof(std::uint16_t);
}

std::vector<std::uint8_t> pack_weights(const Classifier& classifier) {
    std::vector<std::uint8_t> bytes(weight_bytes(classifier), 0);
    const auto bits = static_cast<std::size_t>(classifier.weight_bits);
    const unsigned mask = (1U << bits) - 1;
    for (std::size_t i = 0; i < classifier.weights.size(); ++i) {
        const unsigned field = static_cast<unsigned>(classifier.weights[i]) & mask;
        bytes[i * bits / 8] = static_cast<std::uint8_t>(bytes[i * bits / 8] | field << (i * bits % 8));
    }
    for (const auto bias : classifier.bias) append_little_endian(bytes, bias);
    for (const auto multiplier : classifier.multiplier) append_little_endian(bytes, multiplier);
    return bytes;
}

Classifier unpack_weights(const Classifier& like, const std::vector<std::uint8_t>& image) {
    if (image.size() != weight_image_bytes(like))
        throw std::invalid_argument("a weight set has " + std::to_string(weight_image_bytes(like)) + " bytes, not " +
                                    std::to_string(image.size()));
    Classifier classifier = like;
    const auto bits = static_cast<std::size_t>(like.weight_bits);
    for (std::size_t i = 0; i < classifier.weights.size(); ++i) {
        const unsigned field = static_cast<unsigned>(image[i * bits / 8]) >> (i * bits % 8) << (8 - bits);
        classifier.weights[i] = static_cast<std::int8_t>(static_cast<std::int8_t>(field) >> (8 - bits));
    }
    const std::uint8_t* next = image.data() + weight_bytes(like);
    for (auto& bias : classifier.bias) {
        bias = read_little_endian<std::int32_t>(next);
        next += sizeof(std::int32_t);
    }
    for (auto& multiplier : classifier.multiplier) {
        multiplier = read_little_endian<std::uint16_t>(next);
        next += sizeof(std::uint16_t);
    }
    return classifier;
}

}  // namespace hashiflex::core
