/*
 * The first process of the enclave, and the only one with all rights: it sets the machine up, starts the two others without
 * rights that they do not need, and reboots, which ends the enclave, as soon as anything is not as it should be.
 *
 * It finds what nitro-cli's own init would find, so the ramdisks are laid out alike: /rootfs is what the server sees as its
 * root, /cmd and /env hold the server's command and environment, a line for each value.
 *
 * Static, so that the first ramdisk holds this file and, for kernels that need it, nsm.ko.
 */
#define _GNU_SOURCE
#include "enclave.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    PARENT_CID = 3,
    HEARTBEAT_PORT = 9000,
    HEARTBEAT = 0xb7,
    MAX_WORDS = 128,
    MAX_WORDS_SIZE = 16 * 1024,
    MAX_THREADS = 32, /* bb uses no more */
    ENTROPY_SECONDS = 10,
    CONSOLE_BYTES = 2048, /* the console's buffer holds 4096, and on a parent that does not read it a writer waits for ever */
};

static void say(const char *text) {
    dprintf(STDERR_FILENO, "tee-rex: %s\n", text);
}

void end(const char *what) {
    dprintf(STDERR_FILENO, "tee-rex: %s: %s\n", what, strerror(errno));
    if (getpid() == 1) {
        reboot(RB_AUTOBOOT);
    }
    _exit(1);
}

static void mounted(const char *type, const char *at, unsigned long flags, const char *options) {
    if (mount(type, at, type, flags, options) != 0) {
        end(at);
    }
}

/* The console is only ever written to without waiting: what has no room is lost. */
static void open_console(void) {
    int console = open("/dev/console", O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (console < 0) {
        end("/dev/console");
    }
    for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++) {
        dup2(console, descriptor);
    }
    if (console > STDERR_FILENO) {
        close(console);
    }
}

/* AWS's kernels have the secure module's driver as a file; others have it built in. */
static void load_nsm(void) {
    int module = open("/nsm.ko", O_RDONLY | O_CLOEXEC);
    if (module < 0) {
        return;
    }
    if (syscall(SYS_finit_module, module, "", 0) != 0) {
        end("nsm.ko");
    }
    close(module);
    unlink("/nsm.ko");
}

/* The parent waits for this byte and takes it for a sign of life. */
static void beat(void) {
    struct sockaddr_vm parent = {.svm_family = AF_VSOCK, .svm_cid = PARENT_CID, .svm_port = HEARTBEAT_PORT};
    uint8_t byte = HEARTBEAT;
    int heart = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (heart < 0 || connect(heart, (struct sockaddr *)&parent, sizeof parent) != 0 || write(heart, &byte, 1) != 1) {
        end("heartbeat");
    }
    byte = 0;
    if (read(heart, &byte, 1) != 1 || byte != HEARTBEAT) {
        end("the parent's answer to the heartbeat");
    }
    close(heart);
}

/* Reads a file of one value a line into an array that ends with NULL, and removes the file. */
static char **words_of(const char *path) {
    static char *words[2][MAX_WORDS + 1];
    static char text[2][MAX_WORDS_SIZE + 1];
    static int files;
    char **word = words[files];
    char *start = text[files++];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = file < 0 ? -1 : read(file, start, MAX_WORDS_SIZE + 1);
    if (size < 0 || size > MAX_WORDS_SIZE) {
        end(path);
    }
    close(file);
    unlink(path);
    int count = 0;
    for (char *line = strtok(start, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        /* Room is left for the one that init adds. */
        if (count == MAX_WORDS - 1) {
            errno = E2BIG;
            end(path);
        }
        word[count++] = line;
    }
    return word;
}

static void add(char **words, char *word) {
    while (*words != NULL) {
        words++;
    }
    *words = word;
}

/* From here on /rootfs is all there is. Nothing in it can gain rights, and only /dev has devices. */
static void enter_root(void) {
    if (mount("/rootfs", "/rootfs", NULL, MS_BIND, NULL) != 0 || chdir("/rootfs") != 0
            || mount(NULL, ".", NULL, MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV, NULL) != 0
            || mount("/dev", "dev", NULL, MS_MOVE, NULL) != 0
            || mount(".", "/", NULL, MS_MOVE, NULL) != 0 || chroot(".") != 0 || chdir("/") != 0) {
        end("/rootfs");
    }
    mounted("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    mounted("sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, NULL);
    mounted("tmpfs", "/tmp", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=1777,size=25%");
}

/* Being up is not enough: without an address nothing can be bound to loopback. */
static void raise_loopback(void) {
    struct ifreq loopback = {.ifr_name = "lo"};
    struct sockaddr_in *address = (struct sockaddr_in *)&loopback.ifr_addr;
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (any < 0 || ioctl(any, SIOCSIFADDR, &loopback) != 0) {
        end("the address of lo");
    }
    loopback.ifr_flags = IFF_UP;
    if (ioctl(any, SIOCSIFFLAGS, &loopback) != 0) {
        end("lo");
    }
    close(any);
}

/* Mixes in what the secure module gives (linux/nsm.h, GetRandom), then waits for the kernel to say that it has enough. */
static void require_entropy(void) {
    static const char get_random[] = "\x69GetRandom";
    struct { uint64_t request, request_size, answer, answer_size; } message;
    uint8_t answer[0x3000];
    message.request = (uintptr_t)get_random;
    message.request_size = sizeof get_random - 1;
    message.answer = (uintptr_t)answer;
    message.answer_size = sizeof answer;
    int nsm = open("/dev/nsm", O_RDWR | O_CLOEXEC);
    if (nsm < 0 || ioctl(nsm, _IOWR(0x0a, 0, message), &message) != 0 || message.answer_size > sizeof answer) {
        end("/dev/nsm");
    }
    close(nsm);
    int pool = open("/dev/urandom", O_WRONLY | O_CLOEXEC);
    if (pool < 0 || write(pool, answer, message.answer_size) != (ssize_t)message.answer_size) {
        end("/dev/urandom");
    }
    close(pool);
    explicit_bzero(answer, sizeof answer);
    uint8_t one;
    for (int tries = 0; getrandom(&one, 1, GRND_NONBLOCK) != 1; tries++) {
        if (tries == 10 * ENTROPY_SECONDS) {
            end("entropy");
        }
        nanosleep(&(struct timespec){.tv_nsec = 100 * 1000 * 1000}, NULL);
    }
}

/*
 * The file of the secure module is the server's. CAP_SYS_ADMIN is what some of its drivers ask for, and what powerless takes the
 * file away from bb with; the server has no other right.
 */
static pid_t start_server(char **command, char **environment, int output) {
    if (chown("/dev/nsm", SERVER, SERVER) != 0) {
        end("/dev/nsm");
    }
    pid_t server = fork();
    if (server == 0) {
        int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0) {
            end("the server's output");
        }
        become(SERVER, true);
        dup2(output, STDERR_FILENO);
        execve(command[0], command, environment);
        end(command[0]);
    }
    return server;
}

static pid_t start_forwarder(void) {
    pid_t forwarder = fork();
    if (forwarder == 0) {
        become(FORWARDER, false);
        forward();
    }
    return forwarder;
}

/* The server says one line when it is ready. Until then what it says may tell why it does not get there; then all is dropped. */
static void watch(pid_t server, pid_t forwarder, int output) {
    char text[1024];
    int room = CONSOLE_BYTES;
    struct pollfd said = {.fd = output, .events = POLLIN};
    for (;;) {
        if (poll(&said, 1, 1000) > 0) {
            ssize_t size = read(output, text, sizeof text - 1);
            if (size <= 0) {
                said.fd = -1;
            } else if (room > 0) {
                text[size] = 0;
                room -= write(STDERR_FILENO, text, size < room ? size : room) < 0 ? 0 : size;
                room = strstr(text, READY) == NULL ? room : 0;
            }
        }
        int status;
        for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;) {
            if (ended == server || ended == forwarder) {
                dprintf(STDERR_FILENO, "tee-rex: the %s ended with status %d\n",
                        ended == server ? "server" : "forwarder", status);
                reboot(RB_AUTOBOOT);
            }
        }
    }
}

int main(void) {
    static char threads[32];
    int output[2];
    if (getpid() != 1) {
        return 1;
    }
    umask(022);
    mounted("devtmpfs", "/dev", MS_NOSUID, NULL);
    open_console();
    load_nsm();
    beat();
    char **command = words_of("/cmd");
    char **environment = words_of("/env");
    enter_root();
    raise_loopback();
    require_entropy();
    /* All that there are: what the scheduler offers may be fewer while the machine starts. */
    int processors = get_nprocs_conf();
    snprintf(threads, sizeof threads, "TEE_REX_THREADS=%d", processors < MAX_THREADS ? processors : MAX_THREADS);
    add(environment, threads);
    say("starting");
    pid_t forwarder = start_forwarder();
    if (command[0] == NULL || pipe2(output, O_CLOEXEC) != 0) {
        end("the server's command");
    }
    pid_t server = start_server(command, environment, output[1]);
    if (forwarder < 0 || server < 0) {
        end("fork");
    }
    close(output[1]);
    watch(server, forwarder, output[0]);
}
