// SPDX-License-Identifier: Apache-2.0
// Do the job scripts of a sweep leave what the sweep leaves, and is sbatch called as it must be? A real Slurm is in
// tests/slurm; here a shell stands in for it.
#include "tests/sim/cli/shell.h"

#include <catch2/catch.hpp>

using namespace hashiflex::test;
using Catch::Contains;

namespace {

// Two of the targets are unreachable: with two clocks and five chunks the third has no other points.
const char* const kSweep =
    "name: s\ndesign: digits.yaml\naxes:\n  - grid: {target_cycles_per_image: [16, 7, 64, 6, 32]}\n";

// sbatch that notes its arguments and answers as on a cluster of clusters.
std::string fake_sbatch(const Shell& shell, const std::string& answer) {
    std::filesystem::create_directory(shell.path("bin"));
    shell.write("bin/sbatch", "#!/bin/sh\necho \"$@\" >>'" + shell.path("calls").string() + "'\n" + answer + "\n");
    std::filesystem::permissions(shell.path("bin/sbatch"), std::filesystem::perms::owner_all);
    return "env PATH='" + shell.path("bin").string() + "':/usr/bin:/bin";
}

int bash(const Shell& shell, const std::string& command) {
    return std::system(("cd '" + shell.path().string() + "' && bash -c '" + command + "' >>bash.txt 2>&1").c_str());
}

}  // namespace

TEST_CASE("the scripts of a sweep leave its bytes, from another folder, and when they are started again") {
    const Shell shell;
    shell.write("s.yaml", kSweep);
    const std::string sweep = "sweep s.yaml --report --axis clock.mhz=1,0.5 ";
    REQUIRE(shell.hashiflex(sweep + "--out plain").code == 0);
    REQUIRE(shell.hashiflex(sweep + "--out 'a b' --slurm-dry-run --chunks 5 -j 2").code == 0);
    CHECK_THAT(shell.read("a b/slurm/chunks.sh"), Contains("#SBATCH --array=1-5\n"));
    CHECK_THAT(shell.read("a b/slurm/chunks.sh"), Contains("#SBATCH --cpus-per-task=2\n"));
    CHECK_THAT(shell.read("a b/slurm/chunks.sh"), Contains("#SBATCH --requeue\n"));
    const std::string merge = "bash \"$PWD/a b/slurm/merge.sh\"";
    const auto chunk = [&](const std::string& task) {
        return bash(shell, "cd / && SLURM_ARRAY_TASK_ID=" + task + " bash \"$OLDPWD/a b/slurm/chunks.sh\"");
    };
    for (const char* task : {"5", "1", "4", "1"}) CHECK(chunk(task) == 0);
    for (const char* task : {"3", "3"}) CHECK(chunk(task) != 0);  // failures are results too
    CHECK(bash(shell, merge) != 0);
    CHECK_FALSE(shell.exists("a b/plan.json"));
    CHECK(chunk("2") == 0);
    REQUIRE(bash(shell, merge) == 0);
    REQUIRE(bash(shell, merge) == 0);
    INFO(shell.read("bash.txt"));
    CHECK(bash(shell, "diff -r --exclude=slurm --exclude=shards plain \"a b\"") == 0);
}

TEST_CASE("sbatch gets the chunks, then the merge that waits for them") {
    const Shell shell;
    shell.write("s.yaml", kSweep);
    const auto done =
        shell.hashiflex("sweep s.yaml --out o --slurm --slurm-option comment='a \"b\"' --slurm-option oversubscribe",
                        fake_sbatch(shell, "echo '17;alps'"));
    REQUIRE(done.code == 0);
    CHECK_THAT(done.out, Contains("5 points in 5 chunks: job 17"));  // no more chunks than points
    CHECK_THAT(done.out, Contains("squeue --jobs=17,17"));
    const std::string scripts = std::filesystem::canonical(shell.path()).string() + "/o/slurm/";
    CHECK(shell.read("calls") ==
          "--parsable " + scripts + "chunks.sh\n--parsable --dependency=afterany:17 " + scripts + "merge.sh\n");
    for (const char* script : {"o/slurm/chunks.sh", "o/slurm/merge.sh"}) {
        CHECK_THAT(shell.read(script), Contains("#SBATCH --comment=\"a \\\"b\\\"\"\n"));
        CHECK_THAT(shell.read(script), Contains("#SBATCH --oversubscribe\n"));
    }
}

TEST_CASE("what Slurm refuses can be given again, what it took needs --resume and the same plan") {
    const Shell shell;
    shell.write("s.yaml", kSweep);
    const auto refused = shell.hashiflex("sweep s.yaml --out o --slurm", fake_sbatch(shell, "exit 1"));
    CHECK(refused.code == 1);
    CHECK_THAT(refused.err, Contains("Slurm did not take the job: sbatch --parsable "));
    const std::string sbatch = fake_sbatch(shell, "echo 8");
    CHECK(shell.hashiflex("sweep s.yaml --out o --slurm --chunks 2", sbatch).code == 0);
    const auto again = shell.hashiflex("sweep s.yaml --out o --slurm --chunks 2", sbatch);
    CHECK(again.code == 2);
    CHECK_THAT(again.err, Contains("found a folder that is not empty; allowed: --resume"));
    const auto chunks = shell.hashiflex("sweep s.yaml --out o --slurm --chunks 3 --resume", sbatch);
    CHECK(chunks.code == 2);
    CHECK_THAT(chunks.err, Contains("found a sweep in 2 chunks; allowed: --chunks 2"));
    const auto other = shell.hashiflex("sweep s.yaml --out o --slurm --resume --axis clock.mhz=1,0.5", sbatch);
    CHECK(other.code == 2);
    CHECK_THAT(other.err, Contains("points: 5, now 10"));
    CHECK_THAT(shell.hashiflex("sweep s.yaml --out o --slurm --resume", sbatch).out, Contains("in 2 chunks"));
}

TEST_CASE("a missing sbatch and options that do not go together are told") {
    const Shell shell;
    shell.write("s.yaml", kSweep);
    const auto missing = shell.hashiflex("sweep s.yaml --out o --slurm", "env PATH=/nowhere");
    CHECK(missing.code == 2);
    CHECK_THAT(missing.err, Contains("the Debian package is 'slurm-client'"));
    CHECK_FALSE(shell.exists("o"));
    CHECK(shell.hashiflex("sweep s.yaml --out o --chunks 2").code == 2);
    CHECK(shell.hashiflex("sweep s.yaml --out o --slurm --shard 1/2").code == 2);
    CHECK(shell.hashiflex("sweep s.yaml --out o --slurm-dry-run --slurm-option array=1-9").code == 2);
    CHECK(shell.hashiflex("sweep s.yaml --out o --slurm-dry-run --slurm-option --time=3").code == 2);
}
