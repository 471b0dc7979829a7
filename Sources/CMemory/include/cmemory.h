#ifndef CMEMORY_H
#define CMEMORY_H

/* Lets the C library keep up to 64 MiB of memory that is freed, and take blocks of up to 32 MiB
   from it. Does nothing where that cannot be asked for. */
void cmemory_keep_freed(void);

#endif
