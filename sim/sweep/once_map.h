// SPDX-License-Identifier: Apache-2.0
// What many threads need, computed by the first that asks; the others wait. An exception is what it is for all of them.
#pragma once

#include <exception>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace hashiflex {

template <class T>
class OnceMap {
 public:
    using Pointer = std::shared_ptr<T>;

    // `make` returns a T, and may use other maps, but not this key.
    template <class Make>
    Pointer get(const std::string& key, const Make& make) {
        return begin(key, make).get();
    }

    // Computes it now if nobody has begun to, and waits for nobody: threads that need many things, each first offering
    // to make them all, share the work.
    template <class Make>
    void offer(const std::string& key, const Make& make) {
        begin(key, make);
    }

 private:
    template <class Make>
    std::shared_future<Pointer> begin(const std::string& key, const Make& make) {
        std::promise<Pointer> promise;
        std::shared_future<Pointer> future;
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            const auto found = entries_.find(key);
            if (found != entries_.end()) return found->second;
            future = entries_.emplace(key, promise.get_future().share()).first->second;
        }
        fulfil(promise, make);
        return future;
    }

    template <class Make>
    static void fulfil(std::promise<Pointer>& promise, const Make& make) {
        try {
            promise.set_value(std::make_shared<T>(make()));
        } catch (...) {
            promise.set_exception(std::current_exception());
        }
    }

    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_future<Pointer>> entries_;
};

}  // namespace hashiflex
