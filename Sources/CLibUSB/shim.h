#include <libusb.h>

// Must be called before libusb_init: libusb then looks for no devices by itself, so that it starts
// no thread and talks to no udev. libusb_set_option takes a variable number of arguments, which
// Swift cannot call.
static inline int laneusb_forbid_discovery(void) {
    return libusb_set_option(NULL, LIBUSB_OPTION_NO_DEVICE_DISCOVERY);
}
