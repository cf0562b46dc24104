// SPDX-License-Identifier: Apache-2.0
#include "sim/import/onnx_tensor.h"

#include "sim/files/input_files.h"
#include "sim/import/half.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

namespace hashiflex::importing {
namespace {

namespace fs = std::filesystem;
using Proto = onnx::TensorProto;

[[noreturn]] void refuse(const std::string& why) {
    throw std::invalid_argument(why);
}

// Bytes of an element in raw data; 0: of a type that is not read.
std::size_t raw_bytes(int data_type) {
    switch (data_type) {
        case Proto::INT8:
        case Proto::UINT8:
        case Proto::BOOL:
            return 1;
        case Proto::INT16:
        case Proto::UINT16:
        case Proto::FLOAT16:
        case Proto::BFLOAT16:
            return 2;
        case Proto::FLOAT:
        case Proto::INT32:
        case Proto::UINT32:
            return 4;
        case Proto::DOUBLE:
        case Proto::INT64:
            return 8;
        default:
            return 0;
    }
}

std::string type_text(int data_type) {
    return onnx::TensorProto_DataType_IsValid(data_type)
               ? onnx::TensorProto_DataType_Name(static_cast<onnx::TensorProto_DataType>(data_type))
               : "number " + std::to_string(data_type);
}

std::uint64_t number_of(const std::string& text, const char* what) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        refuse("the " + std::string(what) + " of its external data is '" + text + "', not a count of bytes");
    return number;
}

// The file must lie in the model's folder: a model is not asked for /etc/passwd.
fs::path external_file(const std::string& location, const fs::path& folder) {
    const fs::path path = fs::path(location).lexically_normal();
    if (location.empty()) refuse("its data are in another file, which it does not name");
    if (path.is_absolute() || *path.begin() == "..")
        refuse("its data are in '" + location + "', which is not in the folder of the model");
    return folder / path;
}

std::string external_bytes(const Proto& message, const fs::path& folder, std::uint64_t expected) {
    std::string location;
    std::uint64_t offset = 0, length = expected;
    for (const auto& entry : message.external_data()) {
        if (entry.key() == "location") location = entry.value();
        if (entry.key() == "offset") offset = number_of(entry.value(), "offset");
        if (entry.key() == "length") length = number_of(entry.value(), "length");
    }
    const fs::path file = external_file(location, folder);
    if (length != expected)
        refuse("its external data have " + std::to_string(length) + " bytes, its shape needs " +
               std::to_string(expected));
    std::error_code error;
    const std::uint64_t size = fs::is_regular_file(file, error) ? fs::file_size(file, error) : 0;
    if (error || !fs::is_regular_file(file)) refuse("there is no file " + file.string() + " with its data");
    if (offset > size || length > size - offset)
        refuse("its data are bytes " + std::to_string(offset) + " to " + std::to_string(offset) + " + " +
               std::to_string(length) + " of " + file.string() + ", which has " + std::to_string(size));
    note_input(file);
    std::ifstream stream(file, std::ios::binary);
    std::string bytes(length, '\0');
    stream.seekg(static_cast<std::streamoff>(offset));
    stream.read(bytes.data(), static_cast<std::streamsize>(length));
    if (!stream) refuse("its data cannot be read from " + file.string());
    return bytes;
}

template <class T, class Out>
void copy_raw(const std::string& bytes, std::vector<Out>& values) {
    values.resize(bytes.size() / sizeof(T));
    for (std::size_t i = 0; i < values.size(); ++i) {
        T value;
        std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
        values[i] = static_cast<Out>(value);
    }
}

void decode_raw(const std::string& bytes, int data_type, Tensor& tensor) {
    switch (data_type) {
        case Proto::FLOAT:
            return copy_raw<float>(bytes, tensor.reals);
        case Proto::DOUBLE:
            return copy_raw<double>(bytes, tensor.reals);
        case Proto::INT8:
            return copy_raw<std::int8_t>(bytes, tensor.integers);
        case Proto::UINT8:
        case Proto::BOOL:
            return copy_raw<std::uint8_t>(bytes, tensor.integers);
        case Proto::INT16:
            return copy_raw<std::int16_t>(bytes, tensor.integers);
        case Proto::UINT16:
            return copy_raw<std::uint16_t>(bytes, tensor.integers);
        case Proto::INT32:
            return copy_raw<std::int32_t>(bytes, tensor.integers);
        case Proto::UINT32:
            return copy_raw<std::uint32_t>(bytes, tensor.integers);
        case Proto::INT64:
            return copy_raw<std::int64_t>(bytes, tensor.integers);
        default:
            break;
    }
    std::vector<std::uint16_t> halves;
    copy_raw<std::uint16_t>(bytes, halves);
    const auto widen = data_type == Proto::FLOAT16 ? float_of_half : float_of_bfloat;
    for (const std::uint16_t half : halves) tensor.reals.push_back(widen(half));
}

// Narrow types lie in the field of int32, one a value; halves as their bits.
void decode_fields(const Proto& message, Tensor& tensor) {
    switch (message.data_type()) {
        case Proto::FLOAT:
            tensor.reals.assign(message.float_data().begin(), message.float_data().end());
            return;
        case Proto::DOUBLE:
            for (const double value : message.double_data()) tensor.reals.push_back(static_cast<float>(value));
            return;
        case Proto::INT64:
            tensor.integers.assign(message.int64_data().begin(), message.int64_data().end());
            return;
        case Proto::UINT32:
            for (const std::uint64_t value : message.uint64_data())
                tensor.integers.push_back(static_cast<std::int64_t>(value));
            return;
        case Proto::FLOAT16:
        case Proto::BFLOAT16:
            for (const std::int32_t bits : message.int32_data()) {
                const auto half = static_cast<std::uint16_t>(bits);
                tensor.reals.push_back(message.data_type() == Proto::FLOAT16 ? float_of_half(half)
                                                                             : float_of_bfloat(half));
            }
            return;
        default:
            tensor.integers.assign(message.int32_data().begin(), message.int32_data().end());
    }
}

// Parallel fields that are filled are a contradiction; which one counts?
bool has_fields(const Proto& message) {
    return message.float_data_size() + message.int32_data_size() + message.int64_data_size() +
               message.double_data_size() + message.uint64_data_size() >
           0;
}

}  // namespace

std::optional<Element> element_of(int data_type) {
    switch (data_type) {
        case Proto::FLOAT:
        case Proto::FLOAT16:
        case Proto::BFLOAT16:
        case Proto::DOUBLE:
            return Element::real;
        case Proto::INT8:
            return Element::int8;
        case Proto::UINT8:
            return Element::uint8;
        case Proto::INT16:
            return Element::int16;
        case Proto::UINT16:
            return Element::uint16;
        case Proto::INT32:
            return Element::int32;
        case Proto::UINT32:
            return Element::uint32;
        case Proto::INT64:
            return Element::int64;
        case Proto::BOOL:
            return Element::boolean;
        default:
            return std::nullopt;
    }
}

Tensor tensor_of(const Proto& message, const fs::path& folder) {
    Tensor tensor;
    const auto element = element_of(message.data_type());
    if (!element) refuse("its values are of type " + type_text(message.data_type()) + ", which is not read");
    if (message.has_segment()) refuse("it is stored in segments, which are not read");
    tensor.element = *element;
    tensor.shape.assign(message.dims().begin(), message.dims().end());
    const auto elements = static_cast<std::uint64_t>(elements_of(tensor.shape));
    if (elements == 0) refuse("it has no elements: its shape is " + shape_text(tensor.shape));
    const std::uint64_t bytes = elements * raw_bytes(message.data_type());
    if (message.data_location() == Proto::EXTERNAL) {
        decode_raw(external_bytes(message, folder, bytes), message.data_type(), tensor);
    } else if (message.has_raw_data() && !message.raw_data().empty()) {
        if (has_fields(message)) refuse("its values stand in two fields");
        if (message.raw_data().size() != bytes)
            refuse("it has " + std::to_string(message.raw_data().size()) + " bytes of data, its shape " +
                   shape_text(tensor.shape) + " needs " + std::to_string(bytes));
        decode_raw(message.raw_data(), message.data_type(), tensor);
    } else {
        decode_fields(message, tensor);
    }
    if (tensor.size() != elements)
        refuse("it has " + std::to_string(tensor.size()) + " values, its shape " + shape_text(tensor.shape) +
               " needs " + std::to_string(elements));
    return tensor;
}

}  // namespace hashiflex::importing
