# From files of images to trained weights: epochs/0 has the initial parameters, epochs/N those after
# N times through all batches. An epoch's folder appears whole, so training goes on where it stopped.

here := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))
EPOCHS ?= 30
BATCHES ?= 12
SHELL := bash
.SHELLFLAGS := -eo pipefail -c

batches := $(shell seq 0 $$(($(BATCHES) - 1)))
epochs := $(shell seq $(EPOCHS))
parameters := w1 b1 w2 b2 w3 b3
data := data/x-held-out.npy data/y-held-out.npy data/x-train.npy data/y-train.npy \
  $(batches:%=data/x-%.npy) $(batches:%=data/y-%.npy)
step = $(MAKE) --no-print-directory -s -f $(here)step.mk

.DELETE_ON_ERROR:
.PHONY: train grad check
train: loss.png filters.png
	@cat $(parameters:%=epochs/$(EPOCHS)/%.npy) | sha256sum | sed 's|-|weights of epoch $(EPOCHS)|'
	@printf '%s\n' $(CURDIR)/loss.png $(CURDIR)/filters.png

# One gradient: nothing of training, only what the parameters' gradients need.
grad: data/x-0.npy data/y-0.npy epochs/0/summary
	+@mkdir -p grad
	+@$(step) -C grad W=../epochs/0 X=../data/x-0.npy Y=../data/y-0.npy grad
	@printf '%s\n' $(parameters:%=$(CURDIR)/grad/d%.npy)

check: data/x-0.npy data/y-0.npy epochs/0/summary
	+@$(here)check

# Every fifth image is held out. Samples go from 0 to 16, and become 0 to 1.
data:
	@mkdir -p $@
data/x.npy: $(here)data/digits-images-idx3-ubyte | data
	@img2tensor --scale 0:15.9375 $< -o $@
data/y.npy: $(here)data/digits-labels-idx1-ubyte | data
	@img2tensor $< -o $@
data/%-held-out.npy: data/%.npy
	@tensor slice '4::5' $< -o $@
data/%-train.npy: data/%.npy
	@tensor cat <(tensor slice '0::5' $<) <(tensor slice '1::5' $<) <(tensor slice '2::5' $<) <(tensor slice '3::5' $<) -o $@
# Batch b is every so manyth image from the b-th on, so that each has something of all writers.
$(batches:%=data/x-%.npy): data/x-%.npy: data/x-train.npy
	@tensor slice '$*::$(BATCHES)' $< -o $@
$(batches:%=data/y-%.npy): data/y-%.npy: data/y-train.npy
	@tensor slice '$*::$(BATCHES)' $< -o $@

epochs/0/summary:
	@rm -rf epochs/0 && mkdir -p epochs/0
	@tensor gen kaiming-normal --seed 1 --shape 3,3,1,16 -o epochs/0/w1.npy
	@tensor gen kaiming-normal --seed 2 --shape 3,3,16,32 -o epochs/0/w2.npy
	@tensor gen kaiming-normal --seed 3 --shape 2,2,32,10 -o epochs/0/w3.npy
	@tensor gen zeros --shape 16 -o epochs/0/b1.npy
	@tensor gen zeros --shape 32 -o epochs/0/b2.npy
	@tensor gen zeros --shape 10 -o epochs/0/b3.npy
	@echo "epoch 0: initial weights" > $@

# number FILE: the one number in it.
number = $$(tensor info $(1) | sed -n "s,^  max *,,p")

# Rate of learning of an epoch: smaller after the fifteenth.
rate = $(if $(filter $(shell seq 15),$(1)),0.2,0.05)

define epoch
epochs/$(1)/summary: epochs/$(2)/summary $(data)
	+@rm -rf now epochs/$(1) && cp -r epochs/$(2) now
	+@for b in $(batches); do \
	  rm -rf step && mkdir -p step/new; \
	  $$(step) -C step W=../now X=../data/x-$$$$b.npy Y=../data/y-$$$$b.npy RATE=$(call rate,$(1)) step; \
	  mv step/new/*.npy now; \
	done
	+@for part in train held-out; do \
	  rm -rf step && mkdir step; \
	  $$(step) -C step W=../now X=../data/x-$$$$part.npy Y=../data/y-$$$$part.npy loss.npy accuracy.npy; \
	  for what in loss accuracy; do mv step/$$$$what.npy now/$$$$what-$$$$part.npy; done; \
	done
	@printf 'epoch %2d: loss %.4f, accuracy %.4f; held out: loss %.4f, accuracy %.4f\n' $(1) \
	  $$(foreach part,train held-out,$$(call number,now/loss-$$(part).npy) $$(call number,now/accuracy-$$(part).npy)) | \
	  tee now/summary
	@mv now epochs/$(1)
endef
$(foreach n,$(epochs),$(eval $(call epoch,$(n),$(shell echo $$(($(n) - 1))))))

# Losses of all epochs as bars (training) and a line (held out), from 10^0.5 at the top to 10^-2.5,
# with a line at each power of ten. Each epoch is 16 pixels wide: the adjoint of a strided sum.
log-loss-%.npy: epochs/$(EPOCHS)/summary
	@tensor stack $(epochs:%=epochs/%/loss-$*.npy) | tensor map 'log(x)/log(10)' | tensor reshape 1,-1 | \
	  conv --transpose --stride 1,16 -w <(tensor gen ones --shape 1,16) -o $@
loss.png: log-loss-train.npy log-loss-held-out.npy
	@for color in 0.93,0.27 0.53,0.51 0.13,0.71; do \
	  tensor gen arange --start 0.5 --step=-0.01 --shape 300,1 | \
	    tensor map "where(abs(x-h)<0.02, $${color%,*}, where(abs(x-round(x))<0.005, 0.6, where(x<t, $${color#*,}, 1)))" \
	    t=log-loss-train.npy h=log-loss-held-out.npy; \
	done | tensor stack --over-stream --axis -1 | tensor2png -o $@

filters.png: epochs/$(EPOCHS)/summary
	@tensor2png --weights HWIO --normalize symmetric --per-map --grid 8x2 --gap 4 --enlarge 20 epochs/$(EPOCHS)/w1.npy -o $@
