/// What this processor and operating system offer.
#ifndef CCPU_H
#define CCPU_H

/// The x86-64 level that kernels may use. 0: any processor; 3: AVX2, FMA and the rest of x86-64-v3; 4: AVX-512 as in x86-64-v4.
int ccpu_level(void);

/// How many processors this process may use, at least 1.
int ccpu_processors(void);

#endif
