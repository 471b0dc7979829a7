/// Elements that kernels may read past the last one that they use.
let kernelSlack = 64
