/*
 * Starts a program without the right to call the secure module, which the server needs and bb, which it starts, does not.
 */
#include <stddef.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int count, char **words) {
    if (count < 2 || prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) {
        return 126;
    }
    execv(words[1], words + 1);
    return 127;
}
