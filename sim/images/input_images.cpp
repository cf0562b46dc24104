// SPDX-License-Identifier: Apache-2.0
#include "sim/images/input_images.h"

#include "sim/config/error.h"
#include "sim/config/npz.h"
#include "sim/files/look.h"
#include "sim/images/image_array.h"

#include <algorithm>
#include <stdexcept>
#include <system_error>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

InputImage photograph(const fs::path& file, const core::Shape& shape) {
    const Picture picture = read_picture(file);
    try {
        FittedPicture fitted = fit(picture, shape);
        return {file, std::move(fitted.pixels), std::move(fitted.fitting), kNoLabel};
    } catch (const std::invalid_argument& error) {
        throw ConfigError(file.string() + ": " + error.what());
    }
}

// Also "._photo.jpg", which macOS puts beside photo.jpg and which holds no picture.
bool is_hidden(const fs::path& file) {
    return file.filename().string().front() == '.';
}

std::vector<fs::path> pictures_in(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (is_picture_name(entry.path()) && !is_hidden(entry.path()) && !is_folder(entry.path()))
            files.push_back(entry.path());
    if (error) throw ConfigError(folder.string() + ": cannot be read: " + error.message());
    if (files.empty())
        throw config_error({folder.string(), "", "a folder without photographs", "files *.png, *.jpg, *.jpeg", ""});
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<InputImage> of_array(const fs::path& file, const core::Array& array, const std::string& name,
                                 const core::Shape& shape) {
    std::vector<InputImage> images;
    for (auto& pixels : images_of_array(array, file.string(), name, shape))
        images.push_back({file, std::move(pixels), std::nullopt, kNoLabel});
    return images;
}

std::vector<InputImage> of_archive(const ArrayPath& path, const core::Shape& shape, std::optional<int> classes) {
    LabelledImages arrays = labelled_images(path, shape, classes);
    std::vector<InputImage> images;
    for (std::size_t i = 0; i < arrays.images.size(); ++i)
        images.push_back({path.file, std::move(arrays.images[i]), std::nullopt,
                          arrays.labels.empty() ? kNoLabel : arrays.labels[i]});
    return images;
}

std::vector<InputImage> images_at(const std::string& text, const core::Shape& shape, std::optional<int> classes) {
    const ArrayPath archive = array_path(text);
    const fs::path& path = archive.file;
    if (!is_there(path)) throw config_error({path.string(), "", "nothing", "a file or folder that exists", ""});
    std::vector<InputImage> images;
    if (is_folder(path)) {
        for (const auto& file : pictures_in(path)) images.push_back(photograph(file, shape));
        return images;
    }
    if (path.extension() == ".npz") return of_archive(archive, shape, classes);
    if (path.extension() == ".npy") return of_array(path, load_npy(path), "", shape);
    images.push_back(photograph(path, shape));
    return images;
}

}  // namespace

std::vector<InputImage> input_images(const std::vector<std::string>& paths, const core::Shape& shape,
                                     std::optional<int> classes) {
    std::vector<InputImage> images;
    for (const auto& path : paths)
        for (auto& image : images_at(path, shape, classes)) images.push_back(std::move(image));
    return images;
}

}  // namespace hashiflex
