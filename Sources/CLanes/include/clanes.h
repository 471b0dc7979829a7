#ifndef CLANES_H
#define CLANES_H

/* What kernels do with the lanes of a vector: in Swift these are loops over lanes, which the compiler
   makes into one instruction in a short function, and into a dozen in a long one. */

#if defined(__AVX512F__)
#define CLANES_BYTES 64
#elif defined(__AVX2__)
#define CLANES_BYTES 32
#else
#define CLANES_BYTES 16
#endif

#define CLANES_INLINE static inline __attribute__((always_inline))

typedef float clanes_floats __attribute__((ext_vector_type(CLANES_BYTES / 4)));
typedef int clanes_ints __attribute__((ext_vector_type(CLANES_BYTES / 4)));
typedef double clanes_doubles __attribute__((ext_vector_type(CLANES_BYTES / 8)));
typedef long clanes_longs __attribute__((ext_vector_type(CLANES_BYTES / 8)));

/* The same pointer, of which the compiler knows nothing more where there are 16 registers for pointers:
   what lies at distances from it is then addressed from it. Else each address gets a pointer of its own,
   which is counted up with every tap and kept in memory, and taps are laid out two at a time, for whose
   vectors AVX2 has too few registers. */
CLANES_INLINE const void *clanes_anchor(const void *pointer) {
#if defined(__x86_64__)
  __asm__("" : "+r"(pointer));
#endif
  return pointer;
}

/* Every NaN replaced by `nan`. */
CLANES_INLINE clanes_floats clanes_canonical_floats(clanes_floats x, float nan) {
  clanes_ints is_nan = (clanes_ints)(x != x);
  clanes_floats nans = nan;
  return (clanes_floats)(((clanes_ints)x & ~is_nan) | ((clanes_ints)nans & is_nan));
}

CLANES_INLINE clanes_doubles clanes_canonical_doubles(clanes_doubles x, double nan) {
  clanes_longs is_nan = (clanes_longs)(x != x);
  clanes_doubles nans = nan;
  return (clanes_doubles)(((clanes_longs)x & ~is_nan) | ((clanes_longs)nans & is_nan));
}

/* Of each four lanes, the one numbered `lane` in all of them. */
#if CLANES_BYTES == 64
#define CLANES_FOUR(x, l)                                                               \
  __builtin_shufflevector(                                                              \
      x, x, l, l, l, l, 4 + l, 4 + l, 4 + l, 4 + l, 8 + l, 8 + l, 8 + l, 8 + l, 12 + l, \
      12 + l, 12 + l, 12 + l)
#elif CLANES_BYTES == 32
#define CLANES_FOUR(x, l) __builtin_shufflevector(x, x, l, l, l, l, 4 + l, 4 + l, 4 + l, 4 + l)
#else
#define CLANES_FOUR(x, l) __builtin_shufflevector(x, x, l, l, l, l)
#endif

#define CLANES_ONE_OF_FOUR(lanes, x, l)     \
  switch (l) {                             \
    case 0: return CLANES_##lanes(x, 0);   \
    case 1: return CLANES_##lanes(x, 1);   \
    case 2: return CLANES_##lanes(x, 2);   \
    default: return CLANES_##lanes(x, 3);  \
  }

/* A vector that was loaded as a whole: of one a few of whose lanes are used the compiler would load these
   one by one. */
#if defined(__AVX512F__)
#define CLANES_WHOLE(x) __asm__("" : "+v"(x))
#elif defined(__x86_64__)
#define CLANES_WHOLE(x) __asm__("" : "+x"(x))
#else
#define CLANES_WHOLE(x) (void)0
#endif

CLANES_INLINE clanes_floats clanes_repeat_in_fours(clanes_floats x, int lane) {
  CLANES_WHOLE(x);
  CLANES_ONE_OF_FOUR(FOUR, x, lane)
}

#if CLANES_BYTES >= 32
#if CLANES_BYTES == 64
#define CLANES_FOUR_DOUBLES(x, l) \
  __builtin_shufflevector(x, x, l, l, l, l, 4 + l, 4 + l, 4 + l, 4 + l)
#else
#define CLANES_FOUR_DOUBLES(x, l) __builtin_shufflevector(x, x, l, l, l, l)
#endif

CLANES_INLINE clanes_doubles clanes_repeat_doubles_in_fours(clanes_doubles x, int lane) {
  CLANES_WHOLE(x);
  CLANES_ONE_OF_FOUR(FOUR_DOUBLES, x, lane)
}
#endif

#endif
