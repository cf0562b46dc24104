// SPDX-License-Identifier: Apache-2.0
// Builds the tree from yaml-cpp's events, which (unlike its nodes) still show duplicate keys and aliases.
#include "sim/config/document.h"

#include "sim/config/error.h"
#include "sim/config/yaml_words.h"
#include "sim/files/input_files.h"
#include "sim/files/look.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

namespace hashiflex {
namespace {

// Deeper than any file of ours; whatever walks a tree may recurse.
constexpr std::size_t kDeepest = 64;
const char* const kTooDeep = "lists and maps inside each other";
const std::string kAllowedDepth = "at most " + std::to_string(kDeepest) + " levels";
// What the library reads in a few seconds.
constexpr std::size_t kMostMegabytes = 16;
constexpr std::size_t kMostBytes = kMostMegabytes << 20;

class TreeBuilder final : public YAML::EventHandler {
 public:
    TreeBuilder(std::string file, bool with_lines) : file_(std::move(file)), with_lines_(with_lines) {
        root_.file = file_;  // stays if the text is empty
    }

    Node take_root() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        throw complaint(mark, "a YAML alias", "the value written out");
    }

    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
        if (expects_key()) throw complaint(mark, "a key without a name", "a name");
        place(make(mark, Node::Kind::null));
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
        if (expects_key()) return begin_entry(mark, value);
        refuse_tag(mark, tag);
        Node node = make(mark, Node::Kind::scalar);
        node.text = value;
        node.quoted = tag == "!";  // yaml-cpp's mark of a scalar in quotes
        place(std::move(node));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, Node::Kind::sequence);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, Node::Kind::map);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

 private:
    // A map or sequence that is not closed yet.
    struct Open {
        Node node;
        std::string path;
        std::map<std::string, int> key_lines{};  // of all keys so far
        std::optional<std::string> key{};        // read, its value not yet
    };

    bool expects_key() const {
        return !open_.empty() && open_.back().node.kind == Node::Kind::map && !open_.back().key;
    }

    void begin_entry(const YAML::Mark& mark, const std::string& key) {
        Open& map = open_.back();
        const auto [first, is_new] = map.key_lines.emplace(key, line(mark));
        if (!is_new)
            throw complaint(
                mark,
                "key '" + key + "' twice" + (with_lines_ ? ", first in line " + std::to_string(first->second) : ""),
                "each key once", key);
        map.key = key;
    }

    void open(const YAML::Mark& mark, const std::string& tag, Node::Kind kind) {
        if (expects_key()) throw complaint(mark, "a list or map as a key, or a bracket never closed", "a name");
        refuse_tag(mark, tag);
        if (open_.size() == kDeepest) throw complaint(mark, kTooDeep, kAllowedDepth);
        std::string path = next_path();
        open_.push_back({make(mark, kind), std::move(path)});
    }

    void close() {
        Node node = std::move(open_.back().node);
        open_.pop_back();
        place(std::move(node));
    }

    void place(Node node) {
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (open_.back().node.kind == Node::Kind::sequence) {
            open_.back().node.items.push_back(std::move(node));
        } else {
            Open& map = open_.back();
            node.line = map.key_lines.at(*map.key);
            map.node.entries.add({*map.key, std::move(node)});
            map.key.reset();
        }
    }

    // Dotted path of the node that comes next.
    std::string next_path() const {
        if (open_.empty()) return "";
        const Open& parent = open_.back();
        if (parent.node.kind == Node::Kind::sequence)
            return parent.path + "[" + std::to_string(parent.node.items.size()) + "]";
        const std::string prefix = parent.path.empty() ? "" : parent.path + ".";
        return prefix + parent.key.value_or("");
    }

    void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
        if (!tag.empty() && tag != "?" && tag != "!") throw complaint(mark, "the YAML tag " + tag, "no tags");
    }

    Node make(const YAML::Mark& mark, Node::Kind kind) const {
        Node node;
        node.kind = kind;
        node.file = file_;
        node.line = line(mark);
        return node;
    }

    int line(const YAML::Mark& mark) const { return with_lines_ ? mark.line + 1 : 0; }

    ConfigError complaint(const YAML::Mark& mark, const std::string& found, const std::string& allowed,
                          const std::string& key = "") const {
        const std::string parent = next_path();
        const std::string dot = parent.empty() || key.empty() || parent.back() == '.' ? "" : ".";
        return config_error({make(mark, Node::Kind::null).where(), parent + dot + key, found, allowed, ""});
    }

    SharedName file_;
    bool with_lines_;
    std::vector<Open> open_;
    Node root_;
};

ConfigError too_large(const std::string& where) {
    const std::string most = std::to_string(kMostMegabytes) + " MiB";
    return config_error({where, "", "more than " + most + " of YAML", most, ""});
}

// The library reads on to the end of a line before it says that a bracket is there, and keeps all of them: a line of a
// million takes it a second. Brackets inside texts count too, so the bound is far from what anybody writes.
std::optional<int> line_of_too_many_open_brackets(const std::string& text) {
    constexpr int kMostOpen = 10000;
    int open = 0, line = 1;
    for (const char c : text) {
        line += c == '\n';
        open += c == '[' || c == '{';
        open -= c == ']' || c == '}';
        if (open > kMostOpen) return line;
    }
    return std::nullopt;
}

// The line `number` of `text`, from 0.
std::string line_of(const std::string& text, int number) {
    std::size_t begin = 0;
    for (int line = 0; line < number; ++line) {
        begin = text.find('\n', begin);
        if (begin == std::string::npos) return "";
        ++begin;
    }
    return text.substr(begin, text.find('\n', begin) - begin);
}

Node parse(const std::string& text, const std::string& file, bool with_lines) {
    TreeBuilder builder(file, with_lines);
    TreeBuilder rest(file, with_lines);
    const auto where = [&](int line) { return with_lines && line > 0 ? file + ":" + std::to_string(line) : file; };
    if (text.size() > kMostBytes) throw too_large(where(0));
    if (const auto line = line_of_too_many_open_brackets(text))
        throw config_error({where(*line), "", kTooDeep, kAllowedDepth, ""});
    try {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
        if (parser.HandleNextDocument(rest))
            throw config_error({where(rest.take_root().line), "", "a second YAML document", "one", ""});
    } catch (const YAML::Exception& error) {
        const std::string problem = in_our_words(error.msg, line_of(text, error.mark.line));
        throw ConfigError(where(error.mark.line + 1) + ": not valid YAML: found " + problem);
    }
    return builder.take_root();
}

}  // namespace

Document read_document(const std::filesystem::path& path) {
    const std::string file = path.string();
    if (is_folder(path)) throw ConfigError(file + ": is a directory; allowed: a YAML file");
    if (const std::string problem = unreadable(path); !problem.empty()) throw ConfigError(file + ": " + problem);
    note_input(path);
    std::ifstream stream(path, std::ios::binary);
    std::string text;
    std::array<char, 1 << 16> piece;
    do {  // a device has no size, and may have no end
        stream.read(piece.data(), piece.size());
        text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
        if (text.size() > kMostBytes) throw too_large(file);
    } while (stream);
    return parse_document(text, file);
}

Document parse_document(const std::string& text, const std::string& file) {
    return {file, parse(text, file, true)};
}

Node parse_value(const std::string& text, const std::string& where) {
    return parse(text, where, false);
}

}  // namespace hashiflex
