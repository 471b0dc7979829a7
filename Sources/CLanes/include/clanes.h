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

/* Sequences put side by side, in rows of `pitch` elements: `target[i * pitch + s] = sources[s][i]`. In whole
   vectors, halves of which are of sequences far from each other, elements stay in the half where they are to
   be. `count` is filled up to a multiple of 4. */

#define CLANES_UNALIGNED(type, n) type __attribute__((ext_vector_type(n), aligned(sizeof(type))))
typedef CLANES_UNALIGNED(float, 4) clanes_float4;
typedef CLANES_UNALIGNED(double, 2) clanes_double2;

#if CLANES_BYTES >= 32
#define CLANES_SQUARE_FLOATS 8
#define CLANES_SQUARE_DOUBLES 4
typedef CLANES_UNALIGNED(float, 8) clanes_square_floats;
typedef CLANES_UNALIGNED(double, 4) clanes_square_doubles;
#define CLANES_LOAD_FLOATS(s, i)                                                                  \
  __builtin_shufflevector(                                                                        \
      *(const clanes_float4 *)(s[0] + i), *(const clanes_float4 *)(s[4] + i), 0, 1, 2, 3, 4, 5, 6, 7)
#define CLANES_LOAD_DOUBLES(s, i)                                                                 \
  __builtin_shufflevector(                                                                        \
      *(const clanes_double2 *)(s[0] + i), *(const clanes_double2 *)(s[2] + i), 0, 1, 2, 3)
#define CLANES_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13)
#define CLANES_HIGH(a, b) __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15)
#define CLANES_LOW_PAIRS(a, b) __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
#define CLANES_HIGH_PAIRS(a, b) __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15)
#define CLANES_LOW_DOUBLES(a, b) __builtin_shufflevector(a, b, 0, 4, 2, 6)
#define CLANES_HIGH_DOUBLES(a, b) __builtin_shufflevector(a, b, 1, 5, 3, 7)
#else
#define CLANES_SQUARE_FLOATS 4
#define CLANES_SQUARE_DOUBLES 2
typedef clanes_float4 clanes_square_floats;
typedef clanes_double2 clanes_square_doubles;
#define CLANES_LOAD_FLOATS(s, i) (*(const clanes_float4 *)(s[0] + i))
#define CLANES_LOAD_DOUBLES(s, i) (*(const clanes_double2 *)(s[0] + i))
#define CLANES_LOW(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define CLANES_HIGH(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#define CLANES_LOW_PAIRS(a, b) __builtin_shufflevector(a, b, 0, 1, 4, 5)
#define CLANES_HIGH_PAIRS(a, b) __builtin_shufflevector(a, b, 2, 3, 6, 7)
#define CLANES_LOW_DOUBLES(a, b) __builtin_shufflevector(a, b, 0, 2)
#define CLANES_HIGH_DOUBLES(a, b) __builtin_shufflevector(a, b, 1, 3)
#endif

/* How many sequences are put side by side at once. */
static const int clanes_square_floats_side = CLANES_SQUARE_FLOATS;
static const int clanes_square_doubles_side = CLANES_SQUARE_DOUBLES;

CLANES_INLINE void clanes_transpose_floats(
    const float *const *sources, long first, long count, float *target, long pitch) {
  const float *s[CLANES_SQUARE_FLOATS];
  for (int i = 0; i < CLANES_SQUARE_FLOATS; i++) s[i] = sources[i] + first;
  for (long i = 0; i < count; i += 4) {
    clanes_square_floats a = CLANES_LOAD_FLOATS(s, i), b = CLANES_LOAD_FLOATS((s + 1), i);
    clanes_square_floats c = CLANES_LOAD_FLOATS((s + 2), i), d = CLANES_LOAD_FLOATS((s + 3), i);
    clanes_square_floats ab_low = CLANES_LOW(a, b), ab_high = CLANES_HIGH(a, b);
    clanes_square_floats cd_low = CLANES_LOW(c, d), cd_high = CLANES_HIGH(c, d);
    *(clanes_square_floats *)target = CLANES_LOW_PAIRS(ab_low, cd_low);
    *(clanes_square_floats *)(target + pitch) = CLANES_HIGH_PAIRS(ab_low, cd_low);
    *(clanes_square_floats *)(target + 2 * pitch) = CLANES_LOW_PAIRS(ab_high, cd_high);
    *(clanes_square_floats *)(target + 3 * pitch) = CLANES_HIGH_PAIRS(ab_high, cd_high);
    target += 4 * pitch;
  }
}

CLANES_INLINE void clanes_transpose_doubles(
    const double *const *sources, long first, long count, double *target, long pitch) {
  const double *s[CLANES_SQUARE_DOUBLES];
  for (int i = 0; i < CLANES_SQUARE_DOUBLES; i++) s[i] = sources[i] + first;
  for (long i = 0; i < (count + 3) / 4 * 4; i += 2) {
    clanes_square_doubles a = CLANES_LOAD_DOUBLES(s, i), b = CLANES_LOAD_DOUBLES((s + 1), i);
    *(clanes_square_doubles *)target = CLANES_LOW_DOUBLES(a, b);
    *(clanes_square_doubles *)(target + pitch) = CLANES_HIGH_DOUBLES(a, b);
    target += 2 * pitch;
  }
}

/* See PlanesJob. False for numbers of planes that there is no loop for, which the compiler makes of vectors
   where it knows the number and that nothing overlaps. */
#define CLANES_PLANES(type, name)                                                                  \
  CLANES_INLINE _Bool clanes_separate_##name(                                                      \
      const type *restrict s, type *restrict t, long planes, long pitch, long step, long n) {      \
    type *restrict b = t + pitch, *restrict c = t + 2 * pitch;                                     \
    if (planes == 1 && step == 1) {                                                                \
      for (long i = 0; i < n; i++) t[i] = s[i];                                                    \
    } else if (planes == 2 && step == 2) {                                                         \
      for (long i = 0; i < n; i++) t[i] = s[2 * i], b[i] = s[2 * i + 1];                           \
    } else if (planes == 3 && step == 3) {                                                         \
      for (long i = 0; i < n; i++) t[i] = s[3 * i], b[i] = s[3 * i + 1], c[i] = s[3 * i + 2];      \
    } else {                                                                                       \
      return 0;                                                                                    \
    }                                                                                              \
    return 1;                                                                                      \
  }                                                                                                \
  CLANES_INLINE _Bool clanes_join_##name(                                                          \
      const type *restrict s, type *restrict t, long planes, long pitch, long step, long n) {      \
    const type *restrict b = s + pitch, *restrict c = s + 2 * pitch, *restrict d = s + 3 * pitch;  \
    if (planes == 2 && step == 2) {                                                                \
      for (long i = 0; i < n; i++) t[2 * i] = s[i], t[2 * i + 1] = b[i];                           \
    } else if (planes == 3 && step == 3) {                                                         \
      for (long i = 0; i < n; i++) t[3 * i] = s[i], t[3 * i + 1] = b[i], t[3 * i + 2] = c[i];      \
    } else if (planes == 4 && step == 4) {                                                         \
      for (long i = 0; i < n; i++)                                                                 \
        t[4 * i] = s[i], t[4 * i + 1] = b[i], t[4 * i + 2] = c[i], t[4 * i + 3] = d[i];            \
    } else {                                                                                       \
      return 0;                                                                                    \
    }                                                                                              \
    return 1;                                                                                      \
  }

CLANES_PLANES(float, floats)
CLANES_PLANES(double, doubles)

#endif
