// SPDX-License-Identifier: Apache-2.0
#include "sim/process/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

namespace hashiflex {

void start_logging() {
    auto logger =
        std::make_shared<spdlog::logger>("hashiflex", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    logger->set_pattern("hashiflex: %^%l%$: %v");
    spdlog::set_default_logger(std::move(logger));
}

void log_warnings_only() {
    spdlog::set_level(spdlog::level::warn);
}

void log_warning(const std::string& sentence) {
    spdlog::default_logger_raw()->log(spdlog::level::warn, spdlog::string_view_t(sentence));
}

void log_error(const std::string& sentence) {
    spdlog::default_logger_raw()->log(spdlog::level::err, spdlog::string_view_t(sentence));
}

}  // namespace hashiflex
