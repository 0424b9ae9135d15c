/*
 * Stands in for bb in the lab, whose emulated processor lacks instructions that bb needs. Speaks its socket protocol, proves
 * nothing, and ends at once where it has rights that bb must not have.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The parts of a Chonk proof by bb 5, and how many fields each has. */
static const struct { const char *name; int fields; } PARTS[] = {
    {"hiding_oink_proof", 1281}, {"merge_proof", 42}, {"eccvm_proof", 608}, {"ipa_proof", 64}, {"joint_proof", 1221}};

static uint8_t answer[256 * 1024];
static size_t size;

static void byte(int value) {
    answer[size++] = (uint8_t)value;
}

static void text(const char *value) {
    byte(0xa0 | (int)strlen(value));
    size += (size_t)sprintf((char *)answer + size, "%s", value);
}

static void proof(void) {
    byte(0x81);
    text("proof");
    byte(0x80 | 5);
    for (int part = 0; part < 5; part++) {
        text(PARTS[part].name);
        byte(0xdc);
        byte(PARTS[part].fields >> 8);
        byte(PARTS[part].fields);
        for (int field = 0; field < PARTS[part].fields; field++) {
            byte(0xc4);
            byte(32);
            memset(answer + size, 0, 32);
            size += 32;
        }
    }
}

static int reaches_nsm(void) {
    static const char request[] = "\x69GetRandom";
    static uint8_t response[0x3000];
    uint64_t message[] = {(uintptr_t)request, sizeof request - 1, (uintptr_t)response, sizeof response};
    return ioctl(open("/dev/nsm", O_RDWR), _IOWR(0x0a, 0, message), message) == 0;
}

static int has_rights(void) {
    char line[256];
    unsigned long long rights = ~0ull;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        sscanf(line, "CapEff: %llx", &rights);
    }
    return rights != 0 || getuid() == 0 || reaches_nsm();
}

static int receive(int client, void *to, size_t length) {
    for (size_t done = 0; done < length;) {
        ssize_t got = read(client, (uint8_t *)to + done, length - done);
        if (got <= 0) {
            return 0;
        }
        done += (size_t)got;
    }
    return 1;
}

static int transmit(int client, const void *from, size_t length) {
    for (size_t done = 0; done < length;) {
        ssize_t put = write(client, (const uint8_t *)from + done, length - done);
        if (put <= 0) {
            return 0;
        }
        done += (size_t)put;
    }
    return 1;
}

int main(int count, char **words) {
    if (has_rights()) {
        return 108;
    }
    if (count == 2 && strcmp(words[1], "--version") == 0) {
        puts("5.0.0");
        return 0;
    }
    struct sockaddr_un here = {.sun_family = AF_UNIX};
    if (count != 5 || strlen(words[4]) >= sizeof here.sun_path) {
        return 109;
    }
    strcpy(here.sun_path, words[4]);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) != 0 || listen(listener, 1) != 0) {
        return 1;
    }
    int client = accept(listener, NULL, NULL);
    uint32_t length;
    while (receive(client, &length, sizeof length)) {
        /* [[name, fields]]: the name is a string of 1 to 31 bytes. */
        uint8_t *request = malloc(length);
        if (request == NULL || length < 3 || !receive(client, request, length)) {
            return 1;
        }
        char name[48];
        snprintf(name, sizeof name, "%.*sResponse", request[2] & 0x1f, request + 3);
        free(request);
        size = 0;
        byte(0x92);
        text(name);
        if (strcmp(name, "ChonkProveResponse") == 0) {
            proof();
        } else {
            byte(0x80);
        }
        length = (uint32_t)size;
        if (!transmit(client, &length, sizeof length) || !transmit(client, answer, size)) {
            return 1;
        }
    }
    return 0;
}
