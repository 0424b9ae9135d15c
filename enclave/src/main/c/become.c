/* Giving rights up. The capability calls are made directly: it is four of them, and a library less to trust. */
#define _GNU_SOURCE
#include "enclave.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void become(unsigned user, bool admin) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct rights[_LINUX_CAPABILITY_U32S_3] = {0};
    struct rlimit no_core = {0};
    unsigned kept = admin ? 1u << CAP_SYS_ADMIN : 0;
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++) {
        if (!(admin && capability == CAP_SYS_ADMIN) && prctl(PR_CAPBSET_DROP, capability) != 0) {
            end("bounding set");
        }
    }
    rights[0].permitted = rights[0].effective = rights[0].inheritable = kept;
    if (setrlimit(RLIMIT_CORE, &no_core) != 0
            || prctl(PR_SET_KEEPCAPS, 1) != 0 /* until the exec */
            || setgroups(0, NULL) != 0 || setresgid(user, user, user) != 0 || setresuid(user, user, user) != 0
            || syscall(SYS_capset, &header, rights) != 0
            || (admin && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_ADMIN, 0, 0) != 0)
            || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        end("rights");
    }
}
