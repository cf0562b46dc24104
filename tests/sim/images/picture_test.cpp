// SPDX-License-Identifier: Apache-2.0
// Are PNG and JPEG files read as the pixels they hold, and is everything else refused with its reason?
#include "sim/images/picture.h"

#include "tests/sim/config/error_of.h"
#include "tests/sim/config/temp_dir.h"
#include "tests/support/picture_files.h"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

struct File {
    TempDir folder;
    std::filesystem::path path;

    explicit File(const std::string& bytes, const std::string& name = "a.png") : path(folder.write(name, bytes)) {}
    // The message without the folder.
    std::string error() const {
        const std::string message = error_of([&] { read_picture(path); });
        const std::string prefix = (folder / "").string();
        return message.rfind(prefix, 0) == 0 ? message.substr(prefix.size()) : message;
    }
};

void require_equal(const Picture& found, const Picture& expected, int tolerance) {
    REQUIRE(found.width == expected.width);
    REQUIRE(found.height == expected.height);
    REQUIRE(found.channels == expected.channels);
    REQUIRE(found.pixels.size() == expected.pixels.size());
    for (std::size_t i = 0; i < found.pixels.size(); ++i) {
        INFO(i);
        REQUIRE(std::abs(found.pixels[i] - expected.pixels[i]) <= tolerance);
    }
}

}  // namespace

TEST_CASE("a PNG is read to the bit, whatever its name") {
    const Picture color = gradient(13, 7, 3), grey = gradient(5, 9, 1);
    require_equal(read_picture(File(png_file(color)).path), color, 0);
    require_equal(read_picture(File(png_file(grey), "grey.txt").path), grey, 0);
}

TEST_CASE("an alpha channel is left out if all is opaque") {
    const Picture color = gradient(4, 3, 3);
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < color.pixels.size(); ++i) {
        pixels.push_back(color.pixels[i]);
        if (i % 3 == 2) pixels.push_back(255);
    }
    require_equal(read_picture(File(png_file(4, 3, PNG_FORMAT_RGBA, pixels.data())).path), color, 0);
    pixels[7] = 254;
    CHECK(File(png_file(4, 3, PNG_FORMAT_RGBA, pixels.data())).error() ==
          "a.png: found transparent pixels; allowed: opaque ones");
}

TEST_CASE("a JPEG is read, baseline and progressive, colour and grey") {
    const Picture color = gradient(29, 17, 3), grey = gradient(16, 24, 1);
    constexpr int kLossy = 4;
    require_equal(read_picture(File(jpeg_file(29, 17, TJPF_RGB, color.pixels)).path), color, kLossy);
    require_equal(read_picture(File(jpeg_file(29, 17, TJPF_RGB, color.pixels, TJFLAG_PROGRESSIVE)).path), color,
                  kLossy);
    require_equal(read_picture(File(jpeg_file(16, 24, TJPF_GRAY, grey.pixels)).path), grey, kLossy);
}

TEST_CASE("a JPEG is turned upright as its EXIF orientation says") {
    // Where the left upper corner of the upright picture is in the stored one, and whether x runs along stored rows.
    struct Stored {
        bool right, below, rows;
    };
    const Stored stored[] = {{false, false, true},  {true, false, true},  {true, true, true},  {false, true, true},
                             {false, false, false}, {false, true, false}, {true, true, false}, {true, false, false}};
    const Picture picture = gradient(32, 16, 1);
    const std::string jpeg = jpeg_file(32, 16, TJPF_GRAY, picture.pixels);
    const Picture plain = read_picture(File(jpeg).path);
    for (int orientation = 1; orientation <= 8; ++orientation) {
        for (const bool little : {true, false}) {
            INFO(orientation << (little ? " little" : " big"));
            const auto value = static_cast<char>(orientation);
            const std::string tag = little
                                        ? std::string("\x12\x01\x03\0\x01\0\0\0", 8) + value + std::string(3, '\0')
                                        : std::string("\x01\x12\0\x03\0\0\0\x01\0", 9) + value + std::string(2, '\0');
            const std::string tiff = little ? std::string("II*\0\x08\0\0\0\x01\0", 10) + tag + std::string(4, '\0')
                                            : std::string("MM\0*\0\0\0\x08\0\x01", 10) + tag + std::string(4, '\0');
            const std::string content = std::string("Exif\0\0", 6) + tiff;
            const std::string segment = std::string("\xff\xe1\0", 3) + static_cast<char>(content.size() + 2) + content;
            const Picture found = read_picture(File(jpeg.substr(0, 2) + segment + jpeg.substr(2)).path);
            const Stored& how = stored[orientation - 1];
            REQUIRE(found.orientation == orientation);
            REQUIRE(found.width == (how.rows ? 32 : 16));
            const auto at = [&](int x, int y) {
                return plain.pixels[static_cast<std::size_t>((how.below ? 15 - y : y) * 32 + (how.right ? 31 - x : x))];
            };
            const auto pixel = [&](int x, int y) {
                return found.pixels[static_cast<std::size_t>(y * found.width + x)];
            };
            for (int i = 0; i < 16; ++i) {
                REQUIRE(pixel(i, 0) == (how.rows ? at(i, 0) : at(0, i)));
                REQUIRE(pixel(0, i) == (how.rows ? at(0, i) : at(i, 0)));
                REQUIRE(pixel(i, 7) == (how.rows ? at(i, 7) : at(7, i)));
            }
        }
    }
}

TEST_CASE("what is no PNG or JPEG is named") {
    CHECK(File("hello").error() == "a.png: found other content; allowed: PNG, JPEG");
    CHECK(File("").error() == "a.png: found an empty file; allowed: PNG, JPEG");
    CHECK(File("GIF89a....").error() == "a.png: found a GIF; allowed: PNG, JPEG");
    CHECK(File("BM......").error() == "a.png: found a BMP; allowed: PNG, JPEG");
    CHECK(File(std::string("RIFF\0\0\0\0WEBP", 12)).error() == "a.png: found a WebP; allowed: PNG, JPEG");
    const TempDir folder;
    CHECK_THAT(error_of([&] { read_picture(folder / "none.png"); }), Catch::Contains("none.png: found no such file"));
}

TEST_CASE("a PNG of 16 bits and a JPEG in CMYK are refused") {
    const std::vector<std::uint16_t> deep(4 * 4 * 3, 1000);
    CHECK(File(png_file(4, 4, PNG_FORMAT_LINEAR_RGB, deep.data())).error() ==
          "a.png: found 16 bits per sample; allowed: up to 8");
    const std::vector<std::uint8_t> ink(8 * 8 * 4, 100);
    CHECK(File(jpeg_file(8, 8, TJPF_CMYK, ink)).error() == "a.png: found CMYK colours; allowed: grey, RGB, YCbCr");
}

TEST_CASE("every truncation of a picture is refused") {
    const Picture picture = gradient(24, 16, 3);
    for (const std::string& bytes : {png_file(picture), jpeg_file(24, 16, TJPF_RGB, picture.pixels),
                                     jpeg_file(24, 16, TJPF_RGB, picture.pixels, TJFLAG_PROGRESSIVE)})
        for (std::size_t size = 8; size < bytes.size(); ++size) {
            INFO(size << " of " << bytes.size());
            const std::string error = File(bytes.substr(0, size)).error();
            REQUIRE_THAT(error, Catch::StartsWith("a.png: is damaged: "));
        }
}

TEST_CASE("a damaged picture is refused or, where a JPEG has no checksum, still a picture") {
    const Picture picture = gradient(24, 16, 3);
    std::string png = png_file(picture);
    for (std::size_t at = 8; at < png.size(); ++at) {
        INFO(at);
        png[at] = static_cast<char>(png[at] ^ 0x55);
        REQUIRE_THAT(File(png).error(), Catch::StartsWith("a.png: "));
        png[at] = static_cast<char>(png[at] ^ 0x55);
    }
    std::string jpeg = jpeg_file(24, 16, TJPF_RGB, picture.pixels);
    for (std::size_t at = 4; at < jpeg.size(); ++at) {
        jpeg[at] = static_cast<char>(jpeg[at] ^ 0x55);
        CHECK_NOTHROW(File(jpeg).error());
        jpeg[at] = static_cast<char>(jpeg[at] ^ 0x55);
    }
}

TEST_CASE("a picture too large for memory is refused by its header") {
    std::string bytes = png_file(gradient(4, 4, 1));
    // Width and height of the first chunk, big-endian, and its CRC.
    bytes.replace(16, 8, std::string("\0\x01\0\0\0\x01\0\0", 8));
    const auto* chunk = reinterpret_cast<const unsigned char*>(bytes.data()) + 12;
    std::uint32_t crc = 0xffffffffU;
    for (int i = 0; i < 17; ++i) {
        crc ^= chunk[i];
        for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? crc >> 1 ^ 0xedb88320U : crc >> 1;
    }
    for (std::size_t i = 0; i < 4; ++i) bytes[29 + i] = static_cast<char>(~crc >> (24 - 8 * i));
    CHECK(File(bytes).error() == "a.png: found 65536x65536 pixels; allowed: up to 67108864");
}
