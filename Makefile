# SPDX-License-Identifier: GPL-3.0-or-later
# Two commands for everybody: `make run` and `make test`. The rest is in tools/, one script per word.
.PHONY: run test bench fuzz soak soak-ablations soak-kills soak-monkey soak-power soak-screens soak-tablets fresh-test clean
run:        ; @tools/run.sh $(ROLE)
test:       ; @tools/test.sh
bench:      ; @tools/bench.sh
soak-kills: ; @tools/soak-kills.sh
# POINTS=N: at least so many power cuts (20,000)
soak-power: ; @tools/soak-power.sh
fuzz:       ; @tests/fuzz/run.sh $(or $(TIME),60) $(TARGETS)
fresh-test: ; @tools/fresh-test.sh
# The kiosk in large text, in every language and both ways round.
soak-screens: ; @tools/soak-screens.sh
soak-tablets: ; @ninja -C build tests/unit/server/test-server-two-tablets && SF_TWO_TABLETS_STEPS=6 build/tests/unit/server/test-server-two-tablets
# SEEDS=FROM-TO and ABLATION=NAME choose a part; without them 100,000 worlds and every ablation
soak:       ; @tools/soak.sh "$(SEEDS)" "$(ABLATION)"
# EVENTS=N: random touches and keys at the kiosk (100,000)
soak-monkey: ; @tools/soak-monkey.sh $(EVENTS)
# the names of the ablations; RUN=1 plays each until it is caught
soak-ablations: ; @tools/soak.sh $(if $(RUN),--ablations,--list)
clean:      ; @rm -rf build build-asan build-tsan build-fuzz
