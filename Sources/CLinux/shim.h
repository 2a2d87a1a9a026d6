#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/serial.h>
#include <linux/usbdevice_fs.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

// What the C library hides behind _GNU_SOURCE, which this file must not define for its importers.
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
int pipe2(int descriptors[2], int flags);

// What SO_PEERCRED fills in (unix(7), struct ucred).
struct linux_peer {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};

// Request numbers that are made by macros Swift does not import (ioctl_tty(2)).
static const unsigned long LINUX_TIOCGPTN = TIOCGPTN;
static const unsigned long LINUX_TIOCSPTLCK = TIOCSPTLCK;

// prctl(2) takes a variable number of arguments, which Swift cannot call.
static inline int linux_set_dumpable(int dumpable) {
    return prctl(PR_SET_DUMPABLE, (unsigned long)dumpable, 0, 0, 0);
}
static inline int linux_get_dumpable(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }

// Overwrites the stack below the caller: what calls that have returned left there.
static __attribute__((noinline)) void linux_scrub_stack(void) {
    unsigned char room[128 * 1024];
    memset(room, 0, sizeof room);
    __asm__ volatile("" : : "r"(room) : "memory");
}

// Whether something keeps the kernel's clock right (adjtimex(2)): 1 yes, 0 no, -1 it does not say.
static inline int linux_clock_is_synchronised(void) {
    struct timex clock = {.modes = 0};
    int state = adjtimex(&clock);
    return state < 0 ? -1 : state != TIME_ERROR && !(clock.status & STA_UNSYNC);
}

// The two halves of a device number, which are macros (makedev(3)).
static inline unsigned int linux_major(dev_t device) { return major(device); }
static inline unsigned int linux_minor(dev_t device) { return minor(device); }

// Binds the kernel's own driver to an interface that has none (usbfs, USBDEVFS_CONNECT inside
// USBDEVFS_IOCTL).
static inline int linux_usb_bind_driver(int descriptor, int interface) {
    struct usbdevfs_ioctl request = {.ifno = interface, .ioctl_code = USBDEVFS_CONNECT, .data = 0};
    return ioctl(descriptor, USBDEVFS_IOCTL, &request);
}

// A control transfer that waits, at most `limit` milliseconds; bytes transferred, or -1.
static inline int linux_usb_control(int descriptor, unsigned char type, unsigned char request,
                                    unsigned short value, unsigned short index,
                                    unsigned short length, unsigned int limit, void *data) {
    struct usbdevfs_ctrltransfer transfer = {type, request, value, index, length, limit, data};
    return ioctl(descriptor, USBDEVFS_CONTROL, &transfer);
}
static inline int linux_usb_claim(int descriptor, unsigned int interface) {
    return ioctl(descriptor, USBDEVFS_CLAIMINTERFACE, &interface);
}
