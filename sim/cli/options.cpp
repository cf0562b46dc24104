// SPDX-License-Identifier: Apache-2.0
// Boost.Program_options without its guessing, and with suggestions.
#include "sim/cli/options.h"

#include "sim/cli/usage_error.h"
#include "sim/config/error.h"

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

[[noreturn]] void fail(const Syntax& syntax, const std::string& message) {
    throw UsageError(message + "\nusage: " + usage(syntax) + "; hashiflex " + syntax.command + " --help tells more");
}

void print_help(const Syntax& syntax) {
    std::ostringstream text;
    text << "usage: " << usage(syntax) << "\n\n" << syntax.summary << "\n\n" << syntax.options;
    text << "\nexamples:\n" << syntax.examples;
    std::fputs(text.str().c_str(), stdout);
}

std::string unknown(const Syntax& syntax, std::string option) {
    option.erase(0, option.find_first_not_of('-'));
    option.erase(std::min(option.find('='), option.size()));
    std::vector<std::string> names;
    for (const auto& known : syntax.options.options()) names.push_back(known->long_name());
    const std::string suggestion = nearest(option, names);
    return "unknown option --" + option + (suggestion.empty() ? "" : "; did you mean --" + suggestion + "?");
}

bool takes_many(const std::string& positional) {
    return positional.size() > 3 && positional.compare(positional.size() - 3, 3, "...") == 0;
}

Options read(const Syntax& syntax, const std::vector<std::string>& arguments) {
    po::options_description all;
    po::positional_options_description places;
    all.add(syntax.options);
    for (const auto& name : syntax.positionals) {
        if (takes_many(name)) {
            all.add_options()(name.c_str(), po::value<std::vector<std::string>>());
            places.add(name.c_str(), -1);
        } else {
            all.add_options()(name.c_str(), po::value<std::string>());
            places.add(name.c_str(), 1);
        }
    }
    // An abbreviation that is clear today may mean something else tomorrow.
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    Options options;
    po::store(po::command_line_parser(arguments).options(all).positional(places).style(style).run(), options);
    po::notify(options);
    return options;
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
    syntax.options.add_options()("help,h", "this text");
    try {
        Options options = read(syntax, arguments);
        if (options.count("help") > 0) {
            print_help(syntax);
            return std::nullopt;
        }
        for (const auto& name : syntax.positionals) {
            if (options.count(name) == 0) fail(syntax, name + " is missing");
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

std::vector<std::string> text_list(const Options& options, const std::string& name) {
    if (options.count(name) == 0) return {};
    return options[name].as<std::vector<std::string>>();
}

std::optional<std::uint64_t> count_option(const Options& options, const std::string& name, std::uint64_t least) {
    if (options.count(name) == 0) return std::nullopt;
    const auto& text = options[name].as<std::string>();
    const auto value = whole_number(text);
    if (!value || *value < least) reject(name, text, "an integer of " + std::to_string(least) + " or more");
    return value;
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> range_option(const Options& options, const std::string& name) {
    if (options.count(name) == 0) return std::nullopt;
    const auto& text = options[name].as<std::string>();
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto first = whole_number(text.substr(0, colon));
    const auto last = whole_number(text.substr(std::min(colon + 1, text.size())));
    if (!first || !last || *first > *last) reject(name, text, "FIRST:LAST, two integers, both included");
    return std::make_pair(*first, *last);
}

Engine engine_option(const std::string& name) {
    const auto engine = engine_named(name);
    if (!engine) reject("engine", name, "systemc, fast");
    return *engine;
}

}  // namespace hashiflex
