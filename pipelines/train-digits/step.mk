# One step of training: what has to be made from what. `make` finds the order and what may run at the same time; the
# dependency graph is the tape of reverse-mode differentiation. Every forward rule that computes from a parameter has its
# backward rules below it.
#
#   W    folder with the parameters w1 b1 w2 b2 w3 b3
#   X Y  images (N×8×8×1) and labels of the batch
#   RATE of learning, a number
#
# Goals: loss.npy, accuracy.npy, grad (all gradients), step (the new parameters, in new/).

W ?= weights
RATE ?= 0.2
parameters := w1 b1 w2 b2 w3 b3

.DELETE_ON_ERROR:
.PHONY: grad step
grad: $(parameters:%=d%.npy)
step: $(parameters:%=new/%.npy)

# Forward. Activations stay as files, since backward rules read them.
a1.npy: $(X) $(W)/w1.npy $(W)/b1.npy
	conv -w $(W)/w1.npy -b $(W)/b1.npy --padding same $(X) -o $@
r1.npy: a1.npy
	tensor map 'relu(x)' $< -o $@
p1.npy: r1.npy
	pool max --kernel 2 $< -o $@
a2.npy: p1.npy $(W)/w2.npy $(W)/b2.npy
	conv -w $(W)/w2.npy -b $(W)/b2.npy --padding same $< -o $@
r2.npy: a2.npy
	tensor map 'relu(x)' $< -o $@
p2.npy: r2.npy
	pool max --kernel 2 $< -o $@
# The dense layer is a convolution whose filters are as large as the picture.
z.npy: p2.npy $(W)/w3.npy $(W)/b3.npy
	conv -w $(W)/w3.npy -b $(W)/b3.npy $< -o $@
loss.npy: z.npy $(Y)
	xent --labels $(Y) $< -o $@
accuracy.npy: z.npy $(Y)
	xent --accuracy --labels $(Y) $< -o $@

# Backward: the same from the right.
dz.npy: z.npy $(Y)
	xent-grad --labels $(Y) $< -o $@
dw3.npy: p2.npy dz.npy
	conv-grad weight --kernel 2 --input p2.npy dz.npy -o $@
db3.npy: dz.npy
	conv-grad bias $< -o $@
dp2.npy: dz.npy $(W)/w3.npy
	conv-grad input -w $(W)/w3.npy $< -o $@
dr2.npy: dp2.npy r2.npy
	pool-grad max --kernel 2 --input r2.npy $< -o $@
da2.npy: dr2.npy a2.npy
	tensor map '(a > 0)*x' a=a2.npy $< -o $@
dw2.npy: p1.npy da2.npy
	conv-grad weight --kernel 3 --padding same --input p1.npy da2.npy -o $@
db2.npy: da2.npy
	conv-grad bias $< -o $@
dp1.npy: da2.npy $(W)/w2.npy
	conv-grad input -w $(W)/w2.npy --padding same $< -o $@
dr1.npy: dp1.npy r1.npy
	pool-grad max --kernel 2 --input r1.npy $< -o $@
da1.npy: dr1.npy a1.npy
	tensor map '(a > 0)*x' a=a1.npy $< -o $@
dw1.npy: $(X) da1.npy
	conv-grad weight --kernel 3 --padding same --input $(X) da1.npy -o $@
db1.npy: da1.npy
	conv-grad bias $< -o $@

# Gradient descent.
new/%.npy: $(W)/%.npy d%.npy
	tensor map 'w - $(RATE)*x' w=$< d$*.npy -o $@
