// SPDX-License-Identifier: Apache-2.0
// Where the bytes of an output go: a file that is replaced as a whole, or something that is written through.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>

namespace hashiflex {

class Destination {
 public:
    Destination() = default;
    virtual ~Destination() = default;  // without finish() nothing is left behind, as far as that can be
    Destination(const Destination&) = delete;
    Destination& operator=(const Destination&) = delete;

    // All errors are std::system_error.
    virtual void write(std::string_view bytes) = 0;
    virtual void finish() = 0;
};

// What replaces the regular file `target` once it is finished, or becomes it. Its temporary name is `target`.partPID;
// those that processes have left which are gone are removed. `target` is no symbolic link.
std::unique_ptr<Destination> replace_file(const std::filesystem::path& target);

// A descriptor of this process.
std::unique_ptr<Destination> write_to_descriptor(int descriptor);
// A device or a FIFO, for whose reader it waits. Throws Interrupted when the program shall end meanwhile.
std::unique_ptr<Destination> write_through(const std::filesystem::path& path);

}  // namespace hashiflex
