// What one core can do: GFLOP/s of fused multiply-adds on float32 in registers, and GB/s of a
// copy far larger than the caches (bytes read and written). CPU time, best of several.
//
//   cc -O3 -march=native machine.c -o machine && ./machine

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__AVX512F__)
enum { lanes = 16 };
#elif defined(__AVX__)
enum { lanes = 8 };
#else
enum { lanes = 4 };
#endif
typedef float vector __attribute__((vector_size(4 * lanes)));
enum { chains = 12 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double peak(void) {
  vector sum[chains], x, y;
  for (int l = 0; l < lanes; l++) x[l] = 1e-3f, y[l] = 0.999f;
  for (int c = 0; c < chains; c++) sum[c] = x;
  const long steps = 4000000;
  const double start = now();
  for (long s = 0; s < steps; s++) {
#pragma GCC unroll 12
    for (int c = 0; c < chains; c++) sum[c] = sum[c] * y + x;
  }
  const double seconds = now() - start;
  volatile float sink = 0;
  for (int c = 0; c < chains; c++) sink += sum[c][0];
  return 2.0 * lanes * chains * steps / seconds / 1e9;
}

static double copy(void) {
  const size_t size = 128 << 20;
  static char *from, *to;
  if (!from) {
    from = malloc(size), to = malloc(size);
    memset(from, 1, size), memset(to, 1, size);
  }
  const double start = now();
  memcpy(to, from, size);
  return 2.0 * size / (now() - start) / 1e9;
}

int main(void) {
  double flops = 0, bytes = 0;
  for (int i = 0; i < 5; i++) {
    const double f = peak(), b = copy();
    if (f > flops) flops = f;
    if (b > bytes) bytes = b;
  }
  printf("%.1f %.1f\n", flops, bytes);
}
