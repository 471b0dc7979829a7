#ifdef __linux__
#define _GNU_SOURCE
#include <sched.h>
#endif
#include "ccpu.h"

#include <unistd.h>

int ccpu_processors(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : (int)count;
}

#if defined(__x86_64__)
#include <cpuid.h>

static unsigned long long enabled_states(void) {
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (unsigned long long)high << 32 | low;
}

static int all(unsigned value, unsigned mask) { return (value & mask) == mask; }

int ccpu_level(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  // FMA, MOVBE, OSXSAVE, AVX, F16C.
  if (!all(c, 1u << 12 | 1u << 22 | 1u << 27 | 1u << 28 | 1u << 29)) return 0;
  unsigned long long states = enabled_states();
  // The system saves XMM and YMM registers.
  if ((states & 0x6) != 0x6) return 0;
  unsigned ea, eb, ec, ed;
  if (!__get_cpuid_count(7, 0, &ea, &eb, &ec, &ed)) return 0;
  // BMI1, AVX2, BMI2.
  if (!all(eb, 1u << 3 | 1u << 5 | 1u << 8)) return 0;
  unsigned xa, xb, xc, xd;
  // LZCNT.
  if (!__get_cpuid(0x80000001, &xa, &xb, &xc, &xd) || !all(xc, 1u << 5)) return 0;
  // AVX512 F, DQ, CD, BW, VL, and the mask and ZMM registers saved.
  if (!all(eb, 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31)) return 3;
  return (states & 0xe6) == 0xe6 ? 4 : 3;
}

#else

int ccpu_level(void) { return 0; }

#endif
