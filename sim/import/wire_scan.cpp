// SPDX-License-Identifier: Apache-2.0
#include "sim/import/wire_scan.h"

#include "sim/config/error.h"

#include <cstdint>
#include <fstream>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <string>

namespace hashiflex::importing {
namespace {

using google::protobuf::io::CodedInputStream;

constexpr std::uint64_t kMostBytes = 0x7fffffff;  // protocol buffers count in 31 bits
constexpr std::size_t kMostMessages = 1000000;

// The messages that can be many, and where in onnx.proto the one lies in the other.
enum class Message { model, graph, node, attribute, tensor, value, type, tensor_type, shape, leaf };

Message inside(Message outer, std::uint32_t field) {
    switch (outer) {
        case Message::model:
            return field == 7 ? Message::graph : Message::leaf;
        case Message::graph:
            return field == 1                                  ? Message::node
                   : field == 5                                ? Message::tensor
                   : field == 11 || field == 12 || field == 13 ? Message::value
                                                               : Message::leaf;
        case Message::node:
            return field == 5 ? Message::attribute : Message::leaf;
        case Message::attribute:
            return field == 6 || field == 11   ? Message::graph
                   : field == 5 || field == 10 ? Message::tensor
                                               : Message::leaf;
        case Message::value:
            return field == 2 ? Message::type : Message::leaf;
        case Message::type:
            return field == 1 ? Message::tensor_type : Message::leaf;
        case Message::tensor_type:
            return field == 2 ? Message::shape : Message::leaf;
        default:
            return Message::leaf;
    }
}

// Counts what becomes an object of its own; says nothing on damage, which the parser finds.
class Scan {
 public:
    explicit Scan(CodedInputStream& stream) : stream_(stream) {}

    bool count(Message message, int depth) {
        constexpr int kDeepest = 100;  // as the parser's
        if (depth > kDeepest) return false;
        while (const std::uint32_t tag = stream_.ReadTag()) {
            if (!field(message, tag, depth) || messages_ > kMostMessages) return false;
        }
        return true;
    }
    std::size_t messages() const { return messages_; }

 private:
    enum WireType { kVarint = 0, kFixed64 = 1, kLength = 2, kFixed32 = 5 };

    bool field(Message message, std::uint32_t tag, int depth) {
        std::uint64_t ignored = 0;
        std::uint32_t ignored32 = 0;
        switch (tag & 7) {
            case kVarint:
                return stream_.ReadVarint64(&ignored);
            case kFixed64:
                return stream_.ReadLittleEndian64(&ignored);
            case kFixed32:
                return stream_.ReadLittleEndian32(&ignored32);
            case kLength:
                return field_of_length(inside(message, tag >> 3), depth);
            default:
                return false;
        }
    }

    bool field_of_length(Message message, int depth) {
        std::uint32_t length = 0;
        if (!stream_.ReadVarint32(&length) || length > kMostBytes) return false;
        ++messages_;
        if (message == Message::leaf) return stream_.Skip(static_cast<int>(length));
        const auto outer = stream_.PushLimit(static_cast<int>(length));
        const bool whole = count(message, depth + 1) && stream_.BytesUntilLimit() == 0;
        stream_.PopLimit(outer);
        return whole;
    }

    CodedInputStream& stream_;
    std::size_t messages_ = 0;
};

}  // namespace

void require_reasonable(const std::filesystem::path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (!error && size > kMostBytes)
        throw ConfigError(file.string() +
                          ": an ONNX file has less than 2 GiB; larger ones keep weights in external data");
    std::ifstream stream(file, std::ios::binary);
    google::protobuf::io::IstreamInputStream bytes(&stream);
    CodedInputStream coded(&bytes);
    Scan scan(coded);
    scan.count(Message::model, 0);
    if (scan.messages() > kMostMessages)
        throw ConfigError(file.string() + ": found more than " + std::to_string(kMostMessages) +
                          " nodes, attributes and names; no network of a chip has as many");
}

}  // namespace hashiflex::importing
