// SPDX-License-Identifier: Apache-2.0
// What a map of a document holds: in file order, and found by key however many there are.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace hashiflex {

struct Entry;

// Keys are distinct. Most nodes are scalars, so that nothing takes next to no room.
class Entries {
 public:
    using List = std::vector<Entry>;

    Entries();
    ~Entries();
    Entries(const Entries& other);
    Entries(Entries&& other) noexcept;
    Entries& operator=(const Entries& other);
    Entries& operator=(Entries&& other) noexcept;

    bool empty() const { return size() == 0; }
    std::size_t size() const;
    List::const_iterator begin() const;
    List::const_iterator end() const;

    // nullptr: there is none.
    const Entry* find(const std::string& key) const;
    Entry* find(const std::string& key);
    // `entry` has a new key.
    Entry& add(Entry entry);
    void erase(const std::string& key);

 private:
    class Table;
    std::unique_ptr<Table> table_;  // none while there is nothing
};

}  // namespace hashiflex
