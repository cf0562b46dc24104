// SPDX-License-Identifier: Apache-2.0
// A PNG file as the chunks that it consists of: which ones decide its pixels, and which one says how to turn them.
#pragma once

#include <string>
#include <vector>

namespace hashiflex {

struct PngChunk {
    std::string type;    // four letters
    std::string bytes;   // the whole chunk: size, type, content, checksum
    bool whole = false;  // the checksum is that of type and content

    std::string content() const { return bytes.substr(8, bytes.size() - 12); }
};

// What follows the signature, up to where the file ends or a chunk is longer than the file.
std::vector<PngChunk> png_chunks(const std::string& file);

// The file without what does not change its pixels: texts, times, EXIF, a palette beside true colours. With `colours`
// the chunks stay that say how samples are to be understood: gamma, primaries, profile. Chunks with a wrong checksum
// that can be done without are left out, too.
std::string png_pixels(const std::string& file, bool colours);

// The TIFF structure of the chunk eXIf; empty: there is none that is whole.
std::string png_exif(const std::string& file);

}  // namespace hashiflex
