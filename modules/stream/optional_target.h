// SPDX-License-Identifier: Apache-2.0
// A TLM-2.0 target socket that may stay unbound: a bus nobody drives in this chip.
#pragma once

#include <systemc>
#include <tlm>

namespace hashiflex::stream {

constexpr unsigned kBusBits = 32;
using OptionalTarget =
    tlm::tlm_target_socket<kBusBits, tlm::tlm_base_protocol_types, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;

}  // namespace hashiflex::stream
