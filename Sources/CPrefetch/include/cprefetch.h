#ifndef CPREFETCH_H
#define CPREFETCH_H

/* Asks for the cache line at an address that is going to be read. No more than a hint: where no
   page is, nothing happens. */
static inline void cprefetch_line(const void *address) { __builtin_prefetch(address, 0, 2); }

/* Reads the byte at an address, so that its page is there. */
static inline void cprefetch_page(const void *address) { (void)*(const volatile char *)address; }

#endif
