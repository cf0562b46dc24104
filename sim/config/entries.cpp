// SPDX-License-Identifier: Apache-2.0
#include "sim/config/entries.h"

#include "sim/config/node.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

namespace hashiflex {

class Entries::Table {
 public:
    const List& list() const { return list_; }

    Entry* find(const std::string& key) {
        if (slots_.empty()) {
            const auto found = std::find_if(list_.begin(), list_.end(), [&](const Entry& e) { return e.key == key; });
            return found == list_.end() ? nullptr : &*found;
        }
        const std::uint32_t place = slots_[slot_of(key)];
        return place == 0 ? nullptr : &list_[place - 1];
    }

    Entry& add(Entry entry) {
        constexpr std::size_t kShort = 32;
        list_.push_back(std::move(entry));
        if (2 * list_.size() <= slots_.size())
            index(list_.size() - 1);
        else if (list_.size() > kShort)
            index();
        return list_.back();
    }

    void erase(const std::string& key) {
        const auto named = [&](const Entry& entry) { return entry.key == key; };
        list_.erase(std::remove_if(list_.begin(), list_.end(), named), list_.end());
        if (!slots_.empty()) index();
    }

 private:
    void index() {
        std::size_t slots = 1;
        while (slots < 4 * list_.size()) slots *= 2;
        slots_.assign(slots, 0);
        for (std::size_t place = 0; place < list_.size(); ++place) index(place);
    }
    void index(std::size_t place) { slots_[slot_of(list_[place].key)] = static_cast<std::uint32_t>(place + 1); }

    // That of the key, or the free one where it belongs.
    std::size_t slot_of(const std::string& key) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t slot = std::hash<std::string>{}(key)&mask;
        while (slots_[slot] != 0 && list_[slots_[slot] - 1].key != key) slot = (slot + 1) & mask;
        return slot;
    }

    List list_;
    // Places in the list plus one, 0: free; by hash of the key, else in the next free slot. A power of two of them, at
    // most half of them taken; none while the list is short.
    std::vector<std::uint32_t> slots_;
};

namespace {

const Entries::List kNothing;

}  // namespace

Entries::Entries() = default;
Entries::~Entries() = default;
Entries::Entries(const Entries& other) : table_(other.table_ ? std::make_unique<Table>(*other.table_) : nullptr) {}
Entries::Entries(Entries&& other) noexcept = default;
Entries& Entries::operator=(const Entries& other) {
    return *this = Entries(other);
}
Entries& Entries::operator=(Entries&& other) noexcept = default;

std::size_t Entries::size() const {
    return table_ ? table_->list().size() : 0;
}
Entries::List::const_iterator Entries::begin() const {
    return table_ ? table_->list().begin() : kNothing.begin();
}
Entries::List::const_iterator Entries::end() const {
    return table_ ? table_->list().end() : kNothing.end();
}

const Entry* Entries::find(const std::string& key) const {
    return table_ ? table_->find(key) : nullptr;
}
Entry* Entries::find(const std::string& key) {
    return table_ ? table_->find(key) : nullptr;
}

Entry& Entries::add(Entry entry) {
    if (!table_) table_ = std::make_unique<Table>();
    return table_->add(std::move(entry));
}

void Entries::erase(const std::string& key) {
    if (table_) table_->erase(key);
}

}  // namespace hashiflex
