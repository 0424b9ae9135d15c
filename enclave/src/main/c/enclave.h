/* What the parts of the first process share. */
#include <stdbool.h>

enum {
    SERVER = 1000, /* the user and group that the server and bb run as */
    FORWARDER = 1001,
    VSOCK_PORT = 5000, /* where the parent connects to */
    SERVER_PORT = 4000, /* where the server listens, on loopback */
};

/* What the server prints when it is ready begins with this. */
#define READY "ready http"

/* Says what failed, with errno, and ends the process; the enclave with it if it is the first one. */
void end(const char *what) __attribute__((noreturn));

/* Makes this process one of that user, with no rights but, if asked, CAP_SYS_ADMIN. */
void become(unsigned user, bool admin);

/* Carries connections from the parent to the server, for as long as the enclave lives. */
void forward(void) __attribute__((noreturn));
