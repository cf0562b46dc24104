#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# prove_mobilenetv2.sh [STAGE...]: proves stages of the MobileNetV2 chip alone, RTL against SystemC, with random stalls;
# without names all of them, from the smallest. Real weights if ../shared has them, else the synthetic ones.
#
# The image is 224 pixels wide, but 32 rows high, and the target 32 cycles: every stage has the lanes, row lengths, windows,
# weights and adders of the 224x224 chip (an image row is a beat or more, so 224 rows in 224 cycles and 32 in 32 ask the
# same of it); only fewer rows pass. The hardwired classifier, 3.6 million adders, is out of Verilator's reach.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
hashiflex=${HASHIFLEX:-$PWD/build/release/hashiflex}
out=$PWD/out/prove_mobilenetv2
weights=$(realpath -m ../shared/data/mobilenet_v2_1.0_224_po2/mobilenet_v2_1.0_224_po2.npz)

mkdir -p "$out"
cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
sed 's/height: 224, width: 224/height: 32, width: 224/' workloads/mobilenetv2/network.yaml >"$out/network.yaml"
sed -e 's#^network: .*#network: network.yaml#' -e "s#^tech: .*#tech: $PWD/configs/tech/asap7.yaml#" \
    -e 's/^target_cycles_per_image: 224/target_cycles_per_image: 32/' configs/designs/mobilenetv2_224.yaml >"$out/design.yaml"
[ ! -f "$weights" ] || echo "weights: $weights" >>"$out/design.yaml"

if [ $# -gt 0 ]; then
    stages=("$@")
else
    # Fewest adders per lane first: lanes share their code in Verilator.
    mapfile -t stages < <("$hashiflex" run "$out/design.yaml" --engine fast --timing-only --images 1 --quiet --out "$out" &&
        python3 -c "
import json
for stage in sorted(json.load(open('$out/report.json'))['stages'], key=lambda s: s['adders'] / s['lanes']): print(stage['name'])")
fi
failed=0
for stage in "${stages[@]}"; do
    start=$(date +%s)
    if said=$(XDG_CACHE_HOME=$cache "$hashiflex" prove "$out/design.yaml" --stage "$stage" --images 2 --stalls 1 2>&1); then
        echo "$stage: $(tail -n 1 <<<"$said"), $(($(date +%s) - start)) s"
    else
        failed=1
        printf '%s: FAILED\n%s\n' "$stage" "$said"
    fi
done
exit $failed
