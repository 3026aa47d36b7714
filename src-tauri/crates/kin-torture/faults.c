/* Faults and records of file operations below one folder, for the torture bench. Linux only, never
 * shipped: loaded with LD_PRELOAD into the bench's own worker.
 *
 * Control without a line of unsafe Rust: the bench opens paths below /kin-faults/.
 *   /kin-faults/root/DIR        operations below DIR count from now on
 *   /kin-faults/count           count only;   /kin-faults/off   nothing at all
 *   /kin-faults/syncs           from now on only syncs are operations that count and fail
 *   /kin-faults/fail/N/MODE     the Nth operation fails: 1 EIO once, 2 ENOSPC from then on,
 *                               3 half a write and EIO (other operations: EIO from then on)
 *                               4 the first sync from there on, EIO once
 *   /kin-faults/budget/BYTES    ENOSPC once that many bytes were written
 *   /kin-faults/record/FILE     every operation with its bytes goes to FILE
 *   /kin-faults/mark/N          a mark in that record: change N was acknowledged
 *   /kin-faults/alloc/N         the Nth allocation of 64 KiB and more is refused; 0 only counts them
 *   /kin-faults/large           a text with the number of those allocations
 *   /kin-faults/get             a text with the counter and the kinds of operations
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OFF, COUNT, FAIL, BUDGET };
enum { OP_CREATE = 'c', OP_WRITE = 'w', OP_SYNC = 's', OP_TRUNC = 't', OP_RENAME = 'r', OP_UNLINK = 'u',
       OP_MKDIR = 'm', OP_RMDIR = 'd', OP_MARK = 'k' };
enum { MAXFD = 4096 };

static char root[PATH_MAX];
static size_t root_len;
static int mode = OFF, syncs_only, fail_mode, record_fd = -1, sticky;
static long counter, fail_at, budget, spent, hits;
static long large_at = -1, large_seen; /* allocations */
static char *paths[MAXFD]; /* of descriptors below the folder */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static ssize_t raw_write(int fd, const void *p, size_t n) {
    static ssize_t (*w)(int, const void *, size_t);
    if (!w) w = dlsym(RTLD_NEXT, "write");
    return w(fd, p, n);
}
static int inside(const char *p) {
    return mode != OFF && root_len && p && !strncmp(p, root, root_len) && (p[root_len] == '/' || !p[root_len])
        && !strstr(p, "-shm");
}
static void absolute(int dir, const char *p, char *out) {
    out[0] = 0;
    if (p && p[0] == '/') { snprintf(out, PATH_MAX, "%s", p); return; }
    char link[64], base[PATH_MAX];
    if (dir == AT_FDCWD) { if (!getcwd(base, sizeof base)) return; }
    else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
        ssize_t n = readlink(link, base, sizeof base - 1);
        if (n < 0) return;
        base[n] = 0;
    }
    if (p && *p) snprintf(out, PATH_MAX, "%s/%s", base, p); else snprintf(out, PATH_MAX, "%s", base);
}
static const char *fdpath(int fd) { return fd >= 0 && fd < MAXFD ? paths[fd] : NULL; }
static void forget(int fd) { if (fd >= 0 && fd < MAXFD) { free(paths[fd]); paths[fd] = NULL; } }
static void note(int fd, const char *p) { if (fd >= 0 && fd < MAXFD) { free(paths[fd]); paths[fd] = strdup(p); } }

/* One line of text, then the bytes. */
static void record(char op, const char *a, const char *b, long off, const void *data, size_t n) {
    if (record_fd < 0) return;
    char head[2 * PATH_MAX + 64];
    int len = snprintf(head, sizeof head, "%c\t%s\t%s\t%ld\t%zu\n", op, a ? a + root_len : "", b ? b + root_len : "", off, n);
    raw_write(record_fd, head, len);
    const char *p = data;
    while (n) { ssize_t w = raw_write(record_fd, p, n); if (w <= 0) abort(); p += w; n -= w; }
}
/* 0: go on; else the errno. *half: only half of the write happens first. */
static int verdict(char op, size_t bytes, size_t *half) {
    if (syncs_only && op != OP_SYNC) return 0;
    if (mode == COUNT) { counter++; return 0; }
    if (mode == BUDGET) {
        counter++;
        if (op == OP_WRITE) {
            if (sticky || spent + (long)bytes > budget) {
                if (half && !sticky && budget > spent) *half = budget - spent;
                sticky = 1; hits++;
                return ENOSPC;
            }
            spent += bytes;
        } else if (sticky && (op == OP_CREATE || op == OP_MKDIR)) { hits++; return ENOSPC; }
        return 0;
    }
    if (mode == FAIL) {
        ++counter;
        int here = fail_mode == 4 ? op == OP_SYNC && counter >= fail_at && !hits : counter == fail_at;
        if (here) hits++;
        switch (fail_mode) {
        case 1: case 4: return here ? EIO : 0;
        case 2:
            if (here) sticky = 1;
            return sticky && op != OP_UNLINK && op != OP_RMDIR && op != OP_TRUNC ? ENOSPC : here ? ENOSPC : 0;
        default:
            if (here && op == OP_WRITE && half) { *half = bytes / 2; return EIO; }
            if (here) sticky = 1;
            return sticky ? EIO : 0;
        }
    }
    return 0;
}

/* Our own close() takes the lock that is held here. */
static void stop_record(void) {
    REAL(close);
    if (record_fd >= 0) real(record_fd);
    record_fd = -1;
}

static int control(const char *p) {
    p += strlen("/kin-faults/");
    if (!strncmp(p, "root/", 5)) { snprintf(root, sizeof root, "%s", p + 4); root_len = strlen(root); }
    else if (!strcmp(p, "off")) { mode = OFF; stop_record(); }
    else if (!strcmp(p, "syncs")) syncs_only = 1;
    else if (!strcmp(p, "count")) { mode = COUNT; counter = 0; }
    else if (sscanf(p, "fail/%ld/%d", &fail_at, &fail_mode) == 2) { mode = FAIL; counter = hits = 0; sticky = 0; }
    else if (sscanf(p, "budget/%ld", &budget) == 1) { mode = BUDGET; counter = spent = hits = 0; sticky = 0; }
    else if (sscanf(p, "alloc/%ld", &large_at) == 1) large_seen = 0;
    else if (!strncmp(p, "record/", 7)) {
        mode = COUNT; counter = 0;
        REAL(open);
        record_fd = real(p + 6, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    } else if (!strncmp(p, "mark/", 5)) record(OP_MARK, NULL, NULL, atol(p + 5), NULL, 0);
    else if (!strcmp(p, "get") || !strcmp(p, "large")) {
        int fd = memfd_create("kin-faults", MFD_CLOEXEC);
        char text[64];
        int n = *p == 'l' ? snprintf(text, sizeof text, "%ld", __atomic_load_n(&large_seen, __ATOMIC_SEQ_CST))
                          : snprintf(text, sizeof text, "%ld %ld", counter, hits);
        raw_write(fd, text, n);
        lseek(fd, 0, SEEK_SET);
        return fd;
    }
    errno = ENOENT;
    return -1;
}

static int opened(int dir, const char *p, int flags, mode_t m, int (*real)(int, const char *, int, ...)) {
    if (p && !strncmp(p, "/kin-faults/", 12)) {
        pthread_mutex_lock(&lock); int fd = control(p); int e = errno; pthread_mutex_unlock(&lock); errno = e; return fd;
    }
    char full[PATH_MAX];
    absolute(dir, p, full);
    if (!inside(full)) { int fd = real(dir, p, flags, m); forget(fd); return fd; }
    pthread_mutex_lock(&lock);
    struct stat st;
    int there = !stat(full, &st), fd = -1, e = 0;
    if ((flags & O_CREAT) && !there) e = verdict(OP_CREATE, 0, NULL);
    if (e) errno = e;
    else {
        fd = real(dir, p, flags, m);
        if (fd >= 0) {
            note(fd, full);
            if ((flags & O_CREAT) && !there) record(OP_CREATE, full, NULL, 0, NULL, 0);
            else if (there && (flags & O_TRUNC) && S_ISREG(st.st_mode)) record(OP_TRUNC, full, NULL, 0, NULL, 0);
        }
    }
    e = errno; pthread_mutex_unlock(&lock); errno = e;
    return fd;
}
#define OPEN(name)                                                                                        \
    int name(const char *p, int flags, ...) {                                                             \
        static int (*real)(int, const char *, int, ...);                                                  \
        if (!real) real = dlsym(RTLD_NEXT, "openat64");                                                   \
        va_list ap; va_start(ap, flags); mode_t m = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0; va_end(ap); \
        return opened(AT_FDCWD, p, flags, m, real);                                                       \
    }
OPEN(open)
OPEN(open64)
#define OPENAT(name)                                                                                      \
    int name(int dir, const char *p, int flags, ...) {                                                    \
        static int (*real)(int, const char *, int, ...);                                                  \
        if (!real) real = dlsym(RTLD_NEXT, "openat64");                                                   \
        va_list ap; va_start(ap, flags); mode_t m = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0; va_end(ap); \
        return opened(dir, p, flags, m, real);                                                            \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) { REAL(close); pthread_mutex_lock(&lock); forget(fd); pthread_mutex_unlock(&lock); return real(fd); }

/* CALL(n) really writes n bytes. */
#define WRITING(off, data, n, CALL)                                                                       \
    if (!inside(fdpath(fd))) return CALL(n);                                                              \
    pthread_mutex_lock(&lock);                                                                            \
    size_t half = 0; ssize_t done = -1; int e = verdict(OP_WRITE, n, &half);                              \
    off_t at = off;                                                                                       \
    if (e) { if (half) { done = CALL(half); if (done > 0) record(OP_WRITE, paths[fd], NULL, at, data, done); } done = -1; errno = e; } \
    else { done = CALL(n); if (done > 0) record(OP_WRITE, paths[fd], NULL, at, data, done); }             \
    e = errno; pthread_mutex_unlock(&lock); errno = e;                                                    \
    return done;

ssize_t write(int fd, const void *p, size_t n) {
    REAL(write);
#define CALL(k) real(fd, p, k)
    WRITING(lseek(fd, 0, SEEK_CUR), p, n, CALL)
#undef CALL
}
ssize_t pwrite(int fd, const void *p, size_t n, off_t o) {
    REAL(pwrite);
#define CALL(k) real(fd, p, k, o)
    WRITING(o, p, n, CALL)
#undef CALL
}
ssize_t pwrite64(int fd, const void *p, size_t n, off64_t o) {
    REAL(pwrite64);
#define CALL(k) real(fd, p, k, o)
    WRITING(o, p, n, CALL)
#undef CALL
}
/* Vectors one by one, so that each is an operation. */
ssize_t writev(int fd, const struct iovec *v, int n) {
    REAL(writev);
    if (!inside(fdpath(fd))) return real(fd, v, n);
    for (int i = 0; i < n; i++) if (v[i].iov_len) return write(fd, v[i].iov_base, v[i].iov_len);
    return 0;
}
/* The kernel's copies are refused, so that the callers read and write. */
ssize_t copy_file_range(int in, off64_t *a, int out, off64_t *b, size_t n, unsigned f) {
    REAL(copy_file_range);
    if (inside(fdpath(out))) { errno = EXDEV; return -1; }
    return real(in, a, out, b, n, f);
}
ssize_t sendfile64(int out, int in, off64_t *o, size_t n) {
    static ssize_t (*real)(int, int, off64_t *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "sendfile64");
    if (inside(fdpath(out))) { errno = EINVAL; return -1; }
    return real(out, in, o, n);
}
#define BYFD(OP, CALL, LEN)                                                                               \
    if (!inside(fdpath(fd))) return CALL;                                                                 \
    pthread_mutex_lock(&lock);                                                                            \
    int r = -1, e = verdict(OP, 0, NULL);                                                                 \
    if (e) errno = e; else { r = CALL; if (!r) record(OP, paths[fd], NULL, LEN, NULL, 0); }               \
    e = errno; pthread_mutex_unlock(&lock); errno = e;                                                    \
    return r;
int fsync(int fd) { REAL(fsync); BYFD(OP_SYNC, real(fd), 0) }
int fdatasync(int fd) { REAL(fdatasync); BYFD(OP_SYNC, real(fd), 0) }
int ftruncate(int fd, off_t n) { REAL(ftruncate); BYFD(OP_TRUNC, real(fd, n), n) }
int ftruncate64(int fd, off64_t n) { REAL(ftruncate64); BYFD(OP_TRUNC, real(fd, n), n) }

#define BYPATH(OP, dir, p, CALL)                                                                          \
    char full[PATH_MAX]; absolute(dir, p, full);                                                          \
    if (!inside(full)) return CALL;                                                                       \
    pthread_mutex_lock(&lock);                                                                            \
    int r = -1, e = verdict(OP, 0, NULL);                                                                 \
    if (e) errno = e; else { r = CALL; if (!r) record(OP, full, NULL, 0, NULL, 0); }                      \
    e = errno; pthread_mutex_unlock(&lock); errno = e;                                                    \
    return r;
int unlink(const char *p) { REAL(unlink); BYPATH(OP_UNLINK, AT_FDCWD, p, real(p)) }
int rmdir(const char *p) { REAL(rmdir); BYPATH(OP_RMDIR, AT_FDCWD, p, real(p)) }
int mkdir(const char *p, mode_t m) {
    REAL(mkdir);
    struct stat st;
    if (!stat(p, &st)) return real(p, m);
    BYPATH(OP_MKDIR, AT_FDCWD, p, real(p, m))
}
int unlinkat(int dir, const char *p, int f) {
    REAL(unlinkat);
    char op = f & AT_REMOVEDIR ? OP_RMDIR : OP_UNLINK;
    BYPATH(op, dir, p, real(dir, p, f))
}
int rename(const char *a, const char *b) {
    REAL(rename);
    char from[PATH_MAX], to[PATH_MAX];
    absolute(AT_FDCWD, a, from); absolute(AT_FDCWD, b, to);
    if (!inside(from) && !inside(to)) return real(a, b);
    pthread_mutex_lock(&lock);
    int r = -1, e = verdict(OP_RENAME, 0, NULL);
    if (e) errno = e; else { r = real(a, b); if (!r) record(OP_RENAME, from, to, 0, NULL, 0); }
    e = errno; pthread_mutex_unlock(&lock); errno = e;
    return r;
}

/* Memory: glibc's own names for what is called through here. */
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
static int refused(size_t n) {
    if (large_at < 0 || n < 65536) return 0;
    if (__atomic_add_fetch(&large_seen, 1, __ATOMIC_SEQ_CST) != large_at) return 0;
    errno = ENOMEM;
    return 1;
}
void *malloc(size_t n) { return refused(n) ? NULL : __libc_malloc(n); }
void *calloc(size_t k, size_t n) {
    size_t all = 0;
    if (__builtin_mul_overflow(k, n, &all)) { errno = ENOMEM; return NULL; }
    return refused(all) ? NULL : __libc_calloc(k, n);
}
void *realloc(void *p, size_t n) { return refused(n) ? NULL : __libc_realloc(p, n); }
void *aligned_alloc(size_t a, size_t n) { return refused(n) ? NULL : __libc_memalign(a, n); }
int posix_memalign(void **out, size_t a, size_t n) {
    void *p = refused(n) ? NULL : __libc_memalign(a, n);
    if (!p) return ENOMEM;
    *out = p;
    return 0;
}
