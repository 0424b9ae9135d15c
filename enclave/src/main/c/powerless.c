/*
 * Starts bb, which reads what strangers send, without the way to the secure module that the server has: a bb that was taken over
 * could have a key of its own attested otherwise. The driver of Linux 6.12 asks for no right (measured), only for a file
 * that can be opened, so the file is covered by one that leads nowhere, for bb alone; then the right to do that is given up.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int count, char **words) {
    if (count < 2 || unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
            || mount("/dev/null", "/dev/nsm", NULL, MS_BIND, NULL) != 0
            || prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) {
        return 126;
    }
    execv(words[1], words + 1);
    return 127;
}
