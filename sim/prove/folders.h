// SPDX-License-Identifier: Apache-2.0
// Folders that are there as a whole or not at all.
#pragma once

#include <filesystem>
#include <string>

namespace hashiflex::prove {

// A fresh folder, gone with this object. What processes that were killed have left beside it goes when it is made.
class WorkFolder {
 public:
    // Inside `parent` (made if it does not exist). Throws std::invalid_argument with the reason.
    explicit WorkFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path());
    ~WorkFolder();
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
    int lock_ = -1;  // a file that is locked while this process lives, however it ends
};

// $XDG_CACHE_HOME/hashiflex/rtl, or that of $HOME/.cache. Throws std::invalid_argument if neither is set.
std::filesystem::path cache_folder();

}  // namespace hashiflex::prove
