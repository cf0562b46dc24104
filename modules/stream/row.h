// SPDX-License-Identifier: Apache-2.0
// Rows of values shared by the beats that carry them: counted references, recycled storage, one thread.
#pragma once

#include "modules/core/numeric/row_format.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace hashiflex::stream {

// Storage of all rows of one pool. Outlives the pool while rows are still referenced: modules die in any order.
struct RowStore;

// The unit of storage: no vector of values that starts at a multiple of one lies across two lines of the cache.
struct alignas(64) CacheLine {
    std::uint8_t bytes[64];
};

struct Row {
    std::vector<CacheLine> lines;  // values [width][channels]
    core::RowFormat format;        // of these
    std::size_t references = 0;
    RowStore* store = nullptr;
};

struct RowStore {
    std::vector<std::unique_ptr<Row>> rows;
    std::vector<Row*> free;
    bool abandoned = false;  // the pool is gone

    void give_back(Row* row) {
        free.push_back(row);
        delete_if_unused();
    }
    void delete_if_unused() {
        if (abandoned && free.size() == rows.size()) delete this;
    }
};

class RowRef {
 public:
    RowRef() = default;
    explicit RowRef(Row* row) : row_(row) { ++row_->references; }
    RowRef(const RowRef& other) : row_(other.row_) {
        if (row_ != nullptr) ++row_->references;
    }
    RowRef(RowRef&& other) noexcept : row_(std::exchange(other.row_, nullptr)) {}
    RowRef& operator=(RowRef other) noexcept {
        std::swap(row_, other.row_);
        return *this;
    }
    ~RowRef() {
        if (row_ != nullptr && --row_->references == 0) row_->store->give_back(row_);
    }

    std::uint8_t* data() const { return row_->lines.front().bytes; }
    core::RowFormat format() const { return row_->format; }
    Row* get() const { return row_; }
    explicit operator bool() const { return row_ != nullptr; }

 private:
    Row* row_ = nullptr;
};

// Makes and recycles the rows of one producer.
class RowPool {
 public:
    RowPool(std::size_t values_per_row, core::RowFormat format)
        : lines_per_row_((values_per_row * static_cast<std::size_t>(format.bytes) + sizeof(CacheLine) - 1) /
                         sizeof(CacheLine)),
          format_(format),
          store_(new RowStore) {}
    core::RowFormat format() const { return format_; }
    RowPool(const RowPool&) = delete;
    RowPool& operator=(const RowPool&) = delete;
    ~RowPool() {
        store_->abandoned = true;
        store_->delete_if_unused();
    }

    RowRef take() {
        if (store_->free.empty()) {
            store_->rows.push_back(std::make_unique<Row>());
            store_->rows.back()->lines.resize(lines_per_row_);
            store_->rows.back()->format = format_;
            store_->rows.back()->store = store_;
            store_->free.push_back(store_->rows.back().get());
        }
        Row* row = store_->free.back();
        store_->free.pop_back();
        return RowRef(row);
    }

 private:
    std::size_t lines_per_row_;
    core::RowFormat format_;
    RowStore* store_;  // deletes itself
};

}  // namespace hashiflex::stream
