// SPDX-License-Identifier: Apache-2.0
// Recursive descent, evaluated on the way: constraints are short.
#include "sim/sweep/constraint.h"

#include "sim/config/error.h"
#include "sim/config/scalar.h"

#include <cctype>
#include <cmath>
#include <stdexcept>

namespace hashiflex {
namespace {

class Parser {
 public:
    Parser(const std::string& text, const KeyValues& values) : text_(text), values_(values) {}

    bool run() {
        const bool result = condition();
        if (!at_end()) fail("an operator or the end");
        return result;
    }

 private:
    using Value = ConstraintValue;

    bool condition() {
        bool result = conjunction();
        while (word("or")) result = conjunction() || result;
        return result;
    }

    bool conjunction() {
        bool result = negation();
        while (word("and")) result = negation() && result;
        return result;
    }

    // One level of parentheses, `not` or minus, of which there are few enough to recurse.
    class Level {
     public:
        explicit Level(Parser& parser) : depth_(parser.depth_) {
            constexpr int kDeepest = 64;
            if (++depth_ > kDeepest)
                parser.fail("at most " + std::to_string(kDeepest) + " parentheses, not and minus inside each other");
        }
        ~Level() { --depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

     private:
        int& depth_;
    };

    bool negation() {
        const Level level(*this);
        if (word("not")) return !negation();
        if (peek() != '(' || !holds_condition()) return comparison();
        symbol("(");
        const bool result = condition();
        if (!symbol(")")) fail(")");
        return result;
    }

    // A parenthesis holds a condition if there is a comparison in it; else it begins a sum.
    bool holds_condition() const {
        int depth = 0;
        bool quoted = false;
        for (std::size_t i = at_; i < text_.size(); ++i) {
            const char c = text_[i];
            if (c == '"') quoted = !quoted;
            if (quoted) continue;
            if (c == '<' || c == '>' || c == '=' || c == '!') return true;
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) return false;
        }
        return false;
    }

    bool comparison() {
        const Value left = sum();
        for (const char* op : {"<=", ">=", "==", "!=", "<", ">"})
            if (symbol(op)) return compare(left, op, sum());
        fail("a comparison: <, <=, >, >=, == or !=");
    }

    bool compare(const Value& left, const std::string& op, const Value& right) {
        if (op == "==") return left == right;
        if (op == "!=") return left != right;
        const double a = number(left), b = number(right);
        if (op == "<=") return a <= b;
        if (op == ">=") return a >= b;
        return op == "<" ? a < b : a > b;
    }

    Value sum() {
        Value left = product();
        for (;;) {
            if (symbol("+"))
                left = number(left) + number(product());
            else if (symbol("-"))
                left = number(left) - number(product());
            else
                return left;
        }
    }

    Value product() {
        Value left = unary();
        for (;;) {
            if (symbol("*"))
                left = number(left) * number(unary());
            else if (symbol("/"))
                left = number(left) / divisor();
            else if (symbol("%"))
                left = std::fmod(number(left), divisor());
            else
                return left;
        }
    }

    double divisor() {
        const double value = number(unary());
        if (value == 0) throw std::invalid_argument("a division by 0 in '" + shown(text_) + "'");
        return value;
    }

    Value unary() {
        const Level level(*this);
        if (symbol("-")) return -number(unary());
        if (symbol("(")) {
            const Value value = sum();
            if (!symbol(")")) fail(")");
            return value;
        }
        const char next = peek();
        if (next == '"') return quoted();
        if (std::isdigit(static_cast<unsigned char>(next)) != 0 || next == '.') return literal();
        if (std::isalpha(static_cast<unsigned char>(next)) != 0 || next == '_') return key();
        fail("a number, a key, or text in quotes");
    }

    Value quoted() {
        const std::size_t end = text_.find('"', at_ + 1);
        if (end == std::string::npos) fail("text that ends with a quote");
        const std::string value = text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        return value;
    }

    // A sign belongs to it behind an exponent only: 1-1 is a difference.
    Value literal() {
        std::size_t end = at_;
        while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 || text_[end] == '.')) {
            const bool exponent = (text_[end] == 'e' || text_[end] == 'E') && text_.compare(at_, 2, "0x") != 0;
            ++end;
            if (exponent && end < text_.size() && (text_[end] == '-' || text_[end] == '+')) ++end;
        }
        const auto value = parse_real(text_.substr(at_, end - at_));
        if (!value) fail("a number");
        at_ = end;
        return *value;
    }

    Value key() {
        const std::size_t start = at_;
        const auto is_part = [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '[' || c == ']';
        };
        while (at_ < text_.size() && is_part(text_[at_])) ++at_;
        const std::string path = text_.substr(start, at_ - start);
        const auto value = values_(path);
        if (!value) throw std::invalid_argument("'" + shown(path) + "' has no single value in '" + shown(text_) + "'");
        return *value;
    }

    double number(const Value& value) const {
        if (const double* real = std::get_if<double>(&value)) return *real;
        throw std::invalid_argument("\"" + shown(std::get<std::string>(value)) + "\" is no number in '" + shown(text_) +
                                    "'");
    }

    char peek() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool at_end() { return peek() == '\0' && at_ >= text_.size(); }
    bool symbol(const std::string& symbol) {
        peek();
        if (text_.compare(at_, symbol.size(), symbol) != 0) return false;
        at_ += symbol.size();
        return true;
    }
    bool word(const std::string& word) {
        peek();
        if (text_.compare(at_, word.size(), word) != 0) return false;
        const std::size_t end = at_ + word.size();
        const bool ends = end >= text_.size() || (std::isalnum(static_cast<unsigned char>(text_[end])) == 0 &&
                                                  text_[end] != '_' && text_[end] != '.' && text_[end] != '[');
        if (ends) at_ = end;
        return ends;
    }
    [[noreturn]] void fail(const std::string& allowed) {
        peek();
        const std::string found = at_ < text_.size() ? "'" + shown(text_.substr(at_)) + "'" : "the end";
        throw std::invalid_argument("found " + found + " in '" + shown(text_) + "'; allowed: " + allowed);
    }

    static std::string shown(const std::string& text) { return shortened(text, 200); }

    const std::string& text_;
    const KeyValues& values_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

bool holds(const std::string& constraint, const KeyValues& values) {
    return Parser(constraint, values).run();
}

}  // namespace hashiflex
