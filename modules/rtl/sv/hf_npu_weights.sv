// SPDX-License-Identifier: Apache-2.0
module hf_npu_weights ();
endmodule
