/*
 * Java has no vsock, so what the parent sends there goes to the server's port on loopback. One process for each connection:
 * none can see another's bytes, and what one does wrong ends with it. All that passes here is encrypted to the server's key or
 * public; there is nothing to log.
 */
#define _GNU_SOURCE
#include "enclave.h"

#include <errno.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MAX_CONNECTIONS = 512,
    /* A proof may wait 4 minutes and take 15, in which nothing is sent; the server's own limits are tighter otherwise. */
    SILENCE_MILLIS = 30 * 60 * 1000,
    SEND_SECONDS = 60,
    LINGER_SECONDS = 5,
    MORE_MILLIS = 200,
};

static char bytes[64 * 1024];

/* Returns whether the receiver has taken all. */
static bool give(int to, ssize_t size) {
    for (ssize_t sent = 0; sent < size;) {
        ssize_t step = send(to, bytes + sent, size - sent, MSG_NOSIGNAL);
        if (step <= 0) {
            return false;
        }
        sent += step;
    }
    return true;
}

/* Lets a client that is still sending, to a server that no longer reads, see the answer before the connection is gone. */
static void linger(int parent) {
    struct pollfd end = {.fd = parent, .events = POLLIN};
    shutdown(parent, SHUT_WR);
    alarm(LINGER_SECONDS);
    while (poll(&end, 1, MORE_MILLIS) > 0 && read(parent, bytes, sizeof bytes) > 0) {
    }
}

static void carry(int parent, int server) {
    struct timeval patience = {.tv_sec = SEND_SECONDS};
    setsockopt(parent, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(server, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    struct pollfd ends[2] = {{.fd = parent, .events = POLLIN}, {.fd = server, .events = POLLIN}};
    bool heard = true;
    /* The answer's end is the connection's; the request's is not. */
    while (poll(ends, 2, SILENCE_MILLIS) > 0) {
        if (ends[1].revents != 0) {
            ssize_t size = read(server, bytes, sizeof bytes);
            if (size <= 0) {
                break;
            }
            if (!give(parent, size)) {
                _exit(1);
            }
            continue;
        }
        if (ends[0].revents != 0) {
            ssize_t size = read(parent, bytes, sizeof bytes);
            if (size < 0) {
                _exit(1);
            }
            if (size == 0) {
                shutdown(server, SHUT_WR);
                ends[0].fd = -1;
            }
            /* A server that refuses a request has answered before it hangs up: that answer is still to be passed on. */
            heard = heard && give(server, size);
        }
    }
    linger(parent);
}

void forward(void) {
    struct sockaddr_vm here = {.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_ANY, .svm_port = VSOCK_PORT};
    struct sockaddr_in there = {
        .sin_family = AF_INET, .sin_port = htons(SERVER_PORT), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int listener = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&here, sizeof here) != 0 || listen(listener, 128) != 0) {
        end("vsock");
    }
    int connections = 0;
    for (;;) {
        /* With all places taken it waits for one to be free; otherwise it only clears away what has ended. */
        while (connections > 0 && waitpid(-1, NULL, connections < MAX_CONNECTIONS ? WNOHANG : 0) > 0) {
            connections--;
        }
        int parent = accept(listener, NULL, NULL);
        if (parent < 0) {
            if (errno == EINTR || errno == ECONNABORTED) {
                continue;
            }
            end("accept");
        }
        pid_t child = fork();
        if (child == 0) {
            close(listener);
            int server = socket(AF_INET, SOCK_STREAM, 0);
            if (server >= 0 && connect(server, (struct sockaddr *)&there, sizeof there) == 0) {
                carry(parent, server);
            }
            _exit(0);
        }
        connections += child > 0;
        close(parent);
    }
}
