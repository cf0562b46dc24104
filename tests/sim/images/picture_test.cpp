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

// A TIFF structure with the tag Orientation, a number of so many bytes.
std::string tiff_with(int orientation, int bytes, bool little) {
    const auto integer = [&](int value, int size) {
        std::string text(static_cast<std::size_t>(size), '\0');
        (little ? text.front() : text.back()) = static_cast<char>(value);
        return text;
    };
    const int type = bytes == 1 ? 1 : bytes == 2 ? 3 : 4;
    std::string value = integer(orientation, bytes);
    value.resize(4, '\0');
    return (little ? std::string("II*\0", 4) : std::string("MM\0*", 4)) + integer(8, 4) + integer(1, 2) +
           (little ? "\x12\x01" : "\x01\x12") + integer(type, 2) + integer(1, 4) + value + std::string(4, '\0');
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

TEST_CASE("a picture is turned upright as its EXIF orientation says") {
    // Where the left upper corner of the upright picture is in the stored one, and whether x runs along stored rows.
    struct Stored {
        bool right, below, rows;
    };
    const Stored stored[] = {{false, false, true},  {true, false, true},  {true, true, true},  {false, true, true},
                             {false, false, false}, {false, true, false}, {true, true, false}, {true, false, false}};
    const Picture picture = gradient(32, 16, 1);
    const std::string jpeg = jpeg_file(32, 16, TJPF_GRAY, picture.pixels), png = png_file(picture);
    enum class Container { jpeg, png };
    for (int i = 0; i < 8 * 2 * 2 * 3; ++i) {
        const int orientation = i % 8 + 1;
        const bool little = i / 8 % 2 == 0;
        const auto container = i / 16 % 2 == 0 ? Container::jpeg : Container::png;
        const int bytes = 1 << i / 32;  // BYTE, SHORT, LONG
        INFO(orientation << (little ? " little " : " big ") << bytes
                         << (container == Container::png ? " PNG" : " JPEG"));
        const std::string exif = tiff_with(orientation, bytes, little);
        const std::string content = std::string("Exif\0\0", 6) + exif;
        const std::string segment = std::string("\xff\xe1\0", 3) + static_cast<char>(content.size() + 2) + content;
        const std::string file = container == Container::png ? with_chunk(png, png_chunk("eXIf", exif))
                                                             : jpeg.substr(0, 2) + segment + jpeg.substr(2);
        const Picture plain = read_picture(File(container == Container::png ? png : jpeg).path);
        const Picture found = read_picture(File(file).path);
        const Stored& how = stored[orientation - 1];
        REQUIRE(found.orientation == orientation);
        REQUIRE(found.width == (how.rows ? 32 : 16));
        const auto at = [&](int x, int y) {
            return plain.pixels[static_cast<std::size_t>((how.below ? 15 - y : y) * 32 + (how.right ? 31 - x : x))];
        };
        const auto pixel = [&](int x, int y) { return found.pixels[static_cast<std::size_t>(y * found.width + x)]; };
        for (int k = 0; k < 16; ++k) {
            REQUIRE(pixel(k, 0) == (how.rows ? at(k, 0) : at(0, k)));
            REQUIRE(pixel(0, k) == (how.rows ? at(0, k) : at(k, 0)));
            REQUIRE(pixel(k, 7) == (how.rows ? at(k, 7) : at(7, k)));
        }
    }
}

TEST_CASE("metadata that is damaged or makes no sense takes no pixel away") {
    const Picture color = gradient(9, 5, 3);
    const std::string png = png_file(color);
    const std::vector<std::string> chunks{
        png_chunk("tEXt", std::string("Title\0x", 7), false),
        png_chunk("tIME", std::string(7, '\xff')),
        png_chunk("iCCP", "no profile"),
        png_chunk("gAMA", "12"),
        png_chunk("gAMA", std::string("\0\0\xb1\x8f", 4), false),
        png_chunk("cHRM", std::string(32, '\0')),
        png_chunk("PLTE", "1234"),
        png_chunk("pHYs", "x"),
        png_chunk("eXIf", tiff_with(6, 2, true), false),
        png_chunk("eXIf", "MM"),
        png_chunk("bKGD", "x"),
        png_chunk("zzZz", "unknown"),
    };
    for (const auto& chunk : chunks) {
        INFO(chunk.substr(4, 4));
        require_equal(read_picture(File(with_chunk(png, chunk)).path), color, 0);
        require_equal(read_picture(File(with_chunk(png, chunk + png_chunk("tIME", "short"))).path), color, 0);
    }
    std::vector<std::uint8_t> opaque;
    for (std::size_t i = 0; i < color.pixels.size(); ++i) {
        opaque.push_back(color.pixels[i]);
        if (i % 3 == 2) opaque.push_back(255);
    }
    const std::string rgba = png_file(9, 5, PNG_FORMAT_RGBA, opaque.data());
    require_equal(read_picture(File(with_chunk(rgba, png_chunk("tRNS", std::string(6, '\0')))).path), color, 0);
    CHECK_THAT(File(with_chunk(png, png_chunk("ZZZZ", "critical"))).error(), Catch::StartsWith("a.png: is damaged: "));
}

TEST_CASE("an index beyond the palette is damage") {
    // 8 bits an index; the writer's palette has 4 colours, of which the picture uses all.
    const std::vector<std::uint8_t> indices{0, 1, 2, 3, 3, 2, 1, 0};
    const std::vector<std::uint8_t> palette{0, 0, 0, 80, 0, 0, 0, 80, 0, 0, 0, 80};
    const std::string header = std::string("\0\0\0\x04\0\0\0\x02\x08\x03\0\0\0", 13);
    // A stored block of deflate, two rows with filter 0.
    std::string rows;
    for (int y = 0; y < 2; ++y) rows += '\0' + std::string(indices.begin() + 4 * y, indices.begin() + 4 * y + 4);
    std::uint32_t a = 1, b = 0;
    for (const char c : rows) a = (a + static_cast<unsigned char>(c)) % 65521, b = (b + a) % 65521;
    std::string data = std::string("\x78\x01\x01\x0a\0\xf5\xff", 7) + rows;
    for (const std::uint32_t half : {b, a})
        data += std::string{static_cast<char>(half >> 8), static_cast<char>(half & 0xffU)};
    const auto file = [&](std::size_t colors) {
        return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) +
               png_chunk("PLTE",
                         std::string(palette.begin(), palette.begin() + static_cast<std::ptrdiff_t>(3 * colors))) +
               png_chunk("IDAT", data) + png_chunk("IEND", "");
    };
    const Picture whole = read_picture(File(file(4)).path);
    REQUIRE(whole.pixels.size() == 24);
    CHECK(whole.pixels[3] == 80);
    CHECK_THAT(File(file(3)).error(), Catch::StartsWith("a.png: is damaged: ") && Catch::Contains("palette"));
    CHECK_THAT(File(with_chunk(file(3), png_chunk("tIME", "?"))).error(), Catch::Contains("palette"));
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
        const File file(png);
        const std::string error = file.error();
        if (error == "no error")
            require_equal(read_picture(file.path), picture, 0);  // it was metadata
        else
            REQUIRE_THAT(error, Catch::StartsWith("a.png: "));
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
