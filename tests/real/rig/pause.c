/* The process that holds a pod sandbox open: it collects orphans and ends on SIGTERM or SIGINT. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void leave(int number) {
    (void)number;
    _exit(0);
}

int main(void) {
    sigset_t children;
    int number;

    signal(SIGTERM, leave);
    signal(SIGINT, leave);
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, 0);
    while (sigwait(&children, &number) == 0)
        while (waitpid(-1, 0, WNOHANG) > 0)
            ;
    return 1;
}
