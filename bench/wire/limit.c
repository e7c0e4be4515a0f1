/* The least that reading registers can cost: one thread, one request at a time on each connection, values summed.
 *
 *     limit FIRST_PORT CONNECTIONS REGISTERS SECONDS
 *
 * Prints one line: million points read, CPU seconds spent. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct line {
    int fd;
    unsigned serial;
    size_t filled;
    uint8_t input[512];
};

static double now(void)
{
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return moment.tv_sec + moment.tv_nsec * 1e-9;
}

static void ask(struct line *line, unsigned registers)
{
    unsigned serial = line->serial++;
    uint8_t request[12] = {serial >> 8, serial, 0, 0, 0, 6, 1, 3, 0, 0, registers >> 8, registers};
    if (write(line->fd, request, sizeof request) != sizeof request)
        exit(1);
}

static void open_line(struct line *line, int epoll, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = line};
    int on = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    line->fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(line->fd, (struct sockaddr *)&address, sizeof address)) {
        perror("connect");
        exit(1);
    }
    epoll_ctl(epoll, EPOLL_CTL_ADD, line->fd, &event);
}

int main(int count, char **arguments)
{
    if (count != 5) {
        fprintf(stderr, "limit FIRST_PORT CONNECTIONS REGISTERS SECONDS\n");
        return 2;
    }
    int first = atoi(arguments[1]), lines = atoi(arguments[2]), registers = atoi(arguments[3]);
    double seconds = atof(arguments[4]), points = 0;
    size_t whole = 9 + 2 * registers;
    volatile uint64_t sum = 0;
    struct line *line = calloc(lines, sizeof *line);
    struct epoll_event events[256];
    int epoll = epoll_create1(0);
    for (int i = 0; i < lines; i++) {
        open_line(line + i, epoll, first + i);
        ask(line + i, registers);
    }
    for (double end = now() + seconds; now() < end;) {
        int ready = epoll_wait(epoll, events, 256, 100);
        for (int i = 0; i < ready; i++) {
            struct line *from = events[i].data.ptr;
            ssize_t got = read(from->fd, from->input + from->filled, sizeof from->input - from->filled);
            if (got <= 0)
                return 1;
            from->filled += got;
            if (from->filled < whole)
                continue;
            for (int r = 0; r < registers; r++)
                sum += from->input[9 + 2 * r] << 8 | from->input[10 + 2 * r];
            from->filled = 0;
            points += registers;
            ask(from, registers);
        }
    }
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1e-6 * (used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    printf("%.6f %.4f\n", points / 1e6, cpu);
    return 0;
}
