#ifndef CLANES_H
#define CLANES_H

/* A choice between the lanes of two vectors, for the kernels: in Swift it is a loop over lanes, which
   the compiler makes into one instruction in a short function, and into a dozen in a long one. */

#if defined(__AVX512F__)
#define CLANES_BYTES 64
#elif defined(__AVX2__)
#define CLANES_BYTES 32
#else
#define CLANES_BYTES 16
#endif

typedef float clanes_floats __attribute__((ext_vector_type(CLANES_BYTES / 4)));
typedef int clanes_ints __attribute__((ext_vector_type(CLANES_BYTES / 4)));
typedef double clanes_doubles __attribute__((ext_vector_type(CLANES_BYTES / 8)));
typedef long clanes_longs __attribute__((ext_vector_type(CLANES_BYTES / 8)));

/* Every NaN replaced by `nan`. */
static inline __attribute__((always_inline)) clanes_floats clanes_canonical_floats(
    clanes_floats x, float nan) {
  clanes_ints is_nan = (clanes_ints)(x != x);
  clanes_floats nans = nan;
  return (clanes_floats)(((clanes_ints)x & ~is_nan) | ((clanes_ints)nans & is_nan));
}

static inline __attribute__((always_inline)) clanes_doubles clanes_canonical_doubles(
    clanes_doubles x, double nan) {
  clanes_longs is_nan = (clanes_longs)(x != x);
  clanes_doubles nans = nan;
  return (clanes_doubles)(((clanes_longs)x & ~is_nan) | ((clanes_longs)nans & is_nan));
}

#endif
