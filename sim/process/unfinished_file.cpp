// SPDX-License-Identifier: Apache-2.0
// A list that only grows, of entries that are used again: a signal handler can walk it at any moment.
#include "sim/process/unfinished_file.h"

#include <array>
#include <atomic>
#include <climits>
#include <csignal>
#include <cstring>
#include <unistd.h>

namespace hashiflex::process {

struct Entry {
    std::atomic<bool> taken{true};
    std::atomic<pid_t> owner{0};  // whose file it is; 0: there is none
    std::array<char, PATH_MAX> path{};
    Entry* next = nullptr;
};

namespace {

std::atomic<Entry*> entries{nullptr};
static_assert(std::atomic<Entry*>::is_always_lock_free && std::atomic<pid_t>::is_always_lock_free,
              "the list is read in a signal handler");

Entry* free_entry() {
    for (Entry* entry = entries; entry != nullptr; entry = entry->next)
        if (!entry->taken.exchange(true)) return entry;
    auto* const entry = new Entry;
    entry->next = entries;
    while (!entries.compare_exchange_weak(entry->next, entry)) {
    }
    return entry;
}

void end_by(int signal) {
    remove_unfinished_files();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

// Where somebody has already decided what the signal does (ignored, a request to end, a debugger's), that stays.
void catch_ending_signals() {
    for (const int signal :
         {SIGHUP,  SIGINT,  SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,    SIGFPE,  SIGUSR1, SIGSEGV, SIGUSR2,
          SIGPIPE, SIGALRM, SIGTERM, SIGXCPU, SIGXFSZ, SIGSYS,  SIGVTALRM, SIGPROF, SIGIO,   SIGPWR}) {
        struct sigaction now {};
        if (sigaction(signal, nullptr, &now) != 0 || (now.sa_flags & SA_SIGINFO) != 0 || now.sa_handler != SIG_DFL)
            continue;
        struct sigaction action {};
        action.sa_handler = end_by;
        sigemptyset(&action.sa_mask);
        sigaction(signal, &action, nullptr);
    }
}

}  // namespace

UnfinishedFile::UnfinishedFile(const std::string& absolute_path) : entry_(free_entry()) {
    catch_ending_signals();
    if (absolute_path.size() >= entry_->path.size()) return;  // no such file can be opened
    std::memcpy(entry_->path.data(), absolute_path.c_str(), absolute_path.size() + 1);
    entry_->owner = getpid();
}

UnfinishedFile::~UnfinishedFile() {
    entry_->owner = 0;
    entry_->taken = false;
}

void remove_unfinished_files() {
    const pid_t self = getpid();
    for (const Entry* entry = entries; entry != nullptr; entry = entry->next)
        if (entry->owner == self) unlink(entry->path.data());
}

}  // namespace hashiflex::process
