#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# prove_mobilenetv2.sh [STAGE...]: proves stages of the MobileNetV2 chips alone, RTL against SystemC, with random stalls;
# without names all of them, from the smallest: those of mobilenetv2_224_wide_front, then the classifier of
# mobilenetv2_224_hardwired, whose names are hardwired/fc and hardwired/fc_argmax. Real weights if ../shared has them,
# else the synthetic ones.
#
# The image is 224 pixels wide, but 32 rows high, and the target 32 cycles: every stage has the lanes, row lengths, windows,
# weights and adders of the 224x224 chip (an image row is a beat or more, so 224 rows in 224 cycles and 32 in 32 ask the
# same of it); only fewer rows pass. hardwired/fc_argmax alone differs: it compares 32 classes a step, not 5, to keep this
# target. hardwired/fc, three million adders, is proven in parts, 50 of its output channels
# at a time: Verilator needs 9 kB of memory for an adder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
hashiflex=${HASHIFLEX:-$PWD/build/release/hashiflex}
out=$PWD/out/prove_mobilenetv2
weights=$(realpath -m ../shared/data/mobilenet_v2_1.0_224_po2/mobilenet_v2_1.0_224_po2.npz)
classes=1001
classes_of_a_part=50

mkdir -p "$out"
cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
sed 's/height: 224, width: 224/height: 32, width: 224/' workloads/mobilenetv2/network.yaml >"$out/network.yaml"
for design in mobilenetv2_224_wide_front mobilenetv2_224_hardwired; do
    sed -e 's#^network: .*#network: network.yaml#' -e "s#^tech: .*#tech: $PWD/configs/tech/asap7.yaml#" \
        -e 's/^target_cycles_per_image: 224/target_cycles_per_image: 32/' "configs/designs/$design.yaml" >"$out/$design.yaml"
    [ ! -f "$weights" ] || echo "weights: $weights" >>"$out/$design.yaml"
done

# prove DESIGN STAGE IMAGES [OPTION...]: a line that says what was proven, or what was not.
failed=0
prove() {
    local design=$1 stage=$2 images=$3 start said
    shift 3
    start=$(date +%s)
    if said=$(XDG_CACHE_HOME=$cache "$hashiflex" prove "$out/$design.yaml" --stage "$stage" --images "$images" \
        --stalls 1 "$@" 2>&1); then
        echo "$stage${*:+ $*}: $(tail -n 1 <<<"$said"), $(($(date +%s) - start)) s"
    else
        failed=1
        printf '%s: FAILED\n%s\n' "$stage${*:+ $*}" "$said"
    fi
    rm -rf "$cache"/hashiflex/rtl/[0-9a-f]*  # a simulator is of no use a second time
}

if [ $# -gt 0 ]; then
    stages=("$@")
else
    # Fewest adders per lane first: lanes share their code in Verilator.
    mapfile -t stages < <("$hashiflex" run "$out/mobilenetv2_224_wide_front.yaml" --engine fast --timing-only --images 1 --quiet \
        --out "$out" &&
        python3 -c "
import json
for stage in sorted(json.load(open('$out/report.json'))['stages'], key=lambda s: s['adders'] / s['lanes']): print(stage['name'])")
    stages+=(hardwired/fc_argmax hardwired/fc)
fi
for stage in "${stages[@]}"; do
    case $stage in
    hardwired/fc)  # one vector an image
        for ((first = 0; first < classes; first += classes_of_a_part)); do
            last=$((first + classes_of_a_part - 1))
            prove mobilenetv2_224_hardwired fc 8 --channels "$first:$((last < classes ? last : classes - 1))"
        done
        ;;
    hardwired/*) prove mobilenetv2_224_hardwired "${stage#hardwired/}" 8 ;;
    *) prove mobilenetv2_224_wide_front "$stage" 2 ;;
    esac
done
exit $failed
