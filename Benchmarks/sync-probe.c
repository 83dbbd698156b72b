/* What a sync costs on this disk at this moment: writes 32 KiB, about the pages of one order in
   SQLite's log, over and over into a file that is already there in full, and syncs each.
   Prints p50 and p99 in microseconds.

   gcc -O2 sync-probe.c -o sync-probe; ./sync-probe FILE */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { bytes = 32 << 10, places = 512, rounds = 2000 };

static double microseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void check(int holds, const char *what) {
    if (holds) return;
    perror(what);
    exit(1);
}

static int order(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int count, char **arguments) {
    static char block[bytes];
    static double took[rounds];
    if (count != 2) return 1;
    int file = open(arguments[1], O_RDWR | O_CREAT | O_TRUNC, 0600);
    check(file >= 0, "open");
    memset(block, 1, bytes);
    for (int i = 0; i < places; i++)
        check(pwrite(file, block, bytes, (off_t)i * bytes) == bytes, "pwrite");
    check(fsync(file) == 0, "fsync");
    for (int i = 0; i < rounds; i++) {
        double start = microseconds();
        check(pwrite(file, block, bytes, (off_t)(i % places) * bytes) == bytes, "pwrite");
        check(fdatasync(file) == 0, "fdatasync");
        took[i] = microseconds() - start;
    }
    unlink(arguments[1]);
    qsort(took, rounds, sizeof took[0], order);
    printf("%.0f %.0f\n", took[rounds / 2], took[rounds * 99 / 100]);
    return 0;
}
