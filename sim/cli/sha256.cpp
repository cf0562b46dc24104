// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4) by OpenSSL's libcrypto.
#include "sim/cli/sha256.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <memory>
#include <openssl/evp.h>
#include <stdexcept>
#include <vector>

namespace hashiflex {

std::string sha256_of_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::invalid_argument("cannot read " + path.string());
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    bool good = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
    std::vector<char> buffer(std::size_t{1} << 16);
    while (good && in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        good = EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(in.gcount())) == 1;
    }
    if (in.bad()) throw std::invalid_argument("cannot read " + path.string());
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    good = good && EVP_DigestFinal_ex(context.get(), digest.data(), &size) == 1;
    if (!good) throw std::runtime_error("libcrypto cannot compute a SHA-256");
    std::string text;
    for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
    return text;
}

}  // namespace hashiflex
