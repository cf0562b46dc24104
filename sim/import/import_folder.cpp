// SPDX-License-Identifier: Apache-2.0
#include "sim/import/import_folder.h"

#include "modules/core/embedded_text.h"
#include "sim/config/npz.h"
#include "sim/files/output_file.h"
#include "sim/import/design_text.h"
#include "sim/import/network_text.h"

#include <fstream>
#include <stdexcept>

namespace hashiflex {
const std::vector<EmbeddedText>& technology_texts();  // made by modules/embed.cmake
}

namespace hashiflex::importing {
namespace {

namespace fs = std::filesystem;

const char* const kNetwork = "network.yaml";
const char* const kDesign = "design.yaml";
const char* const kHardwired = "design_hardwired.yaml";
const char* const kWeights = "float_weights.npz";
const char* const kTechnology = "asap7.yaml";
const std::string kMark = "# Imported by hashiflex";

std::string first_line(const fs::path& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

// As the network file, which lies in `folder`, has to say it.
std::string calibration_path(const std::string& calibrate, const fs::path& folder) {
    if (calibrate.empty()) return "";
    const auto colon = calibrate.rfind(".npz:");
    const std::string file = colon == std::string::npos ? calibrate : calibrate.substr(0, colon + 4);
    const std::string array = colon == std::string::npos ? "" : calibrate.substr(colon + 4);
    return fs::relative(file, folder).string() + array;
}

std::string in_quotes(const std::string& path) {
    std::string text = "\"";
    for (const char c : path) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return path.empty() ? "" : text + "\"";
}

}  // namespace

void require_own_folder(const fs::path& folder) {
    for (const char* const name : {kNetwork, kDesign, kHardwired}) {
        const fs::path file = folder / name;
        if (fs::exists(file) && first_line(file).compare(0, kMark.size(), kMark) != 0)
            throw std::invalid_argument(file.string() +
                                        " is there, and no earlier import wrote it; choose another folder");
    }
}

std::vector<std::string> write_import(const Imported& imported, const fs::path& folder, const std::string& model_file,
                                      const std::string& calibrate) {
    fs::create_directories(folder);
    const core::NetworkSpec& network = imported.model.spec;
    const bool classifies = imported.model.has_classifier();
    const auto write = [&](const char* name, const std::string& text) {
        write_file_atomically((folder / name).string(), text);
    };
    write_npz(folder / kWeights, imported.model.weights);
    write(kTechnology, text_named(technology_texts(), kTechnology));
    write(kNetwork, network_text(imported, model_file, in_quotes(calibration_path(calibrate, folder))));
    if (!classifies) {
        write(kDesign, design_text(network, network.name, kTechnology, std::nullopt, false));
        fs::remove(folder / kHardwired);
        return {kDesign, kNetwork, kWeights, kTechnology};
    }
    const auto& classifier = std::get<core::ClassifierSpec>(network.layers.back().kind);
    const auto inputs = static_cast<int>(imported.model.weights.at(network.layers.back().name + ".weight").shape[1]);
    const NpuSize npu = smallest_npu(inputs, classifier.classes, network.input.height);
    write(kDesign, design_text(network, network.name, kTechnology, npu, true));
    write(kHardwired, design_text(network, network.name + "_hardwired", kTechnology, std::nullopt, true));
    return {kDesign, kHardwired, kNetwork, kWeights, kTechnology};
}

}  // namespace hashiflex::importing
