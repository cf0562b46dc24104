// SPDX-License-Identifier: Apache-2.0
// Boost.Program_options without its guessing, and with suggestions.
#include "sim/cli/options.h"

#include "sim/cli/usage_error.h"
#include "sim/config/error.h"

#include <boost/program_options.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <sstream>

namespace hashiflex {
namespace {

namespace po = boost::program_options;

std::string usage(const Syntax& syntax) {
    std::string text = "hashiflex " + syntax.command;
    for (const auto& name : syntax.positionals) text += " " + name;
    return text + " [options]";
}

std::string long_name(const Option& option) {
    return option.name.substr(0, option.name.find(','));
}

[[noreturn]] void fail(const Syntax& syntax, const std::string& message) {
    throw UsageError(message + "\nusage: " + usage(syntax) + "; hashiflex " + syntax.command + " --help tells more");
}

po::options_description described(const std::vector<Option>& options) {
    po::options_description described;
    for (const Option& option : options) {
        if (option.value.empty()) {
            described.add_options()(option.name.c_str(), option.help.c_str());
            continue;
        }
        auto* value = po::value<std::vector<std::string>>()->value_name(option.value);
        if (option.repeated) value->composing();
        if (option.otherwise) value->default_value({*option.otherwise}, *option.otherwise);
        described.add_options()(option.name.c_str(), value, option.help.c_str());
    }
    return described;
}

void print_help(const Syntax& syntax) {
    std::ostringstream text;
    text << "usage: " << usage(syntax) << "\n\n" << syntax.summary << "\n\n" << described(syntax.options);
    text << "\nexamples:\n" << syntax.examples;
    std::fputs(text.str().c_str(), stdout);
}

std::string unknown(const Syntax& syntax, std::string option) {
    option.erase(0, option.find_first_not_of('-'));
    option.erase(std::min(option.find('='), option.size()));
    std::vector<std::string> names;
    for (const Option& known : syntax.options) names.push_back(long_name(known));
    const std::string suggestion = nearest(option, names);
    return "unknown option --" + option + (suggestion.empty() ? "" : "; did you mean --" + suggestion + "?");
}

bool takes_many(const std::string& positional) {
    return positional.size() > 3 && positional.compare(positional.size() - 3, 3, "...") == 0;
}

po::variables_map stored(const Syntax& syntax, const std::vector<std::string>& arguments) {
    po::options_description all = described(syntax.options);
    po::positional_options_description places;
    for (const auto& name : syntax.positionals) {
        all.add_options()(name.c_str(), po::value<std::vector<std::string>>());
        places.add(name.c_str(), takes_many(name) ? -1 : 1);
    }
    // An abbreviation that is clear today may mean something else tomorrow.
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::variables_map values;
    po::store(po::command_line_parser(arguments).options(all).positional(places).style(style).run(), values);
    po::notify(values);
    return values;
}

Options read(const Syntax& syntax, const std::vector<std::string>& arguments) {
    std::map<std::string, std::vector<std::string>> values;
    for (const auto& [name, value] : stored(syntax, arguments)) {
        const auto* texts = boost::any_cast<std::vector<std::string>>(&value.value());
        values[name] = texts == nullptr ? std::vector<std::string>{} : *texts;
    }
    for (const Option& option : syntax.options) {
        const auto given = values.find(long_name(option));
        if (given != values.end() && !option.repeated && given->second.size() > 1)
            fail(syntax, "--" + given->first + " is given more than once");
    }
    return Options(std::move(values));
}

[[noreturn]] void reject(const std::string& name, const std::string& found, const std::string& allowed) {
    throw UsageError("--" + name + ": found '" + found + "'; allowed: " + allowed);
}

std::optional<std::uint64_t> whole_number(const std::string& text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::optional<Options> parse(Syntax syntax, const std::vector<std::string>& arguments) {
    syntax.options.push_back(flag("help,h", "this text"));
    try {
        Options options = read(syntax, arguments);
        if (options.flag("help")) {
            print_help(syntax);
            return std::nullopt;
        }
        for (const auto& name : syntax.positionals) {
            if (!options.has(name)) fail(syntax, name + " is missing");
        }
        return options;
    } catch (const po::unknown_option& error) {
        fail(syntax, unknown(syntax, error.get_option_name()));
    } catch (const po::too_many_positional_options_error&) {
        fail(syntax, "more arguments than " + usage(syntax) + " takes");
    } catch (const po::error& error) {
        fail(syntax, error.what());
    }
}

std::string Options::text(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() || found->second.empty() ? std::string() : found->second.front();
}

std::vector<std::string> Options::texts(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>() : found->second;
}

std::optional<std::uint64_t> Options::count(const std::string& name, std::uint64_t least) const {
    if (!has(name)) return std::nullopt;
    const auto value = whole_number(text(name));
    if (!value || *value < least) reject(name, text(name), "an integer of " + std::to_string(least) + " or more");
    return value;
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> Options::range(const std::string& name) const {
    if (!has(name)) return std::nullopt;
    const std::string range = text(name);
    const std::size_t colon = std::min(range.find(':'), range.size());
    const auto first = whole_number(range.substr(0, colon));
    const auto last = whole_number(range.substr(std::min(colon + 1, range.size())));
    if (!first || !last || *first > *last) reject(name, range, "FIRST:LAST, two integers, both included");
    return std::make_pair(*first, *last);
}

std::optional<Engine> Options::engine(const std::string& name) const {
    if (!has(name)) return std::nullopt;
    const auto engine = engine_named(text(name));
    if (!engine) reject(name, text(name), "systemc, fast");
    return engine;
}

}  // namespace hashiflex
