/* A Modbus TCP server as fast as one thread allows, to measure clients against.
 *
 *     server FIRST_PORT PORTS
 *
 * Every port answers reads (function 3 and 4) for every unit: register r holds r + how often its port was read, so
 * that each value changes with each read. Anything else is answered with exception 1. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER = 7, MOST_REGISTERS = 125, INPUT = 8192 };

struct peer {
    int fd, listens;
    unsigned *reads;
    size_t filled;
    uint8_t input[INPUT];
};

static struct peer *peer_new(int epoll, int fd, unsigned *reads, int listens)
{
    struct peer *peer = calloc(1, sizeof *peer);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
    peer->fd = fd, peer->reads = reads, peer->listens = listens;
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    return peer;
}

static int listen_on(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 64)) {
        perror("bind");
        exit(1);
    }
    return fd;
}

static void put16(uint8_t *at, unsigned value) { at[0] = value >> 8, at[1] = value; }
static unsigned get16(const uint8_t *at) { return at[0] << 8 | at[1]; }

/* One answer into `out`; returns its length. */
static size_t answer(struct peer *peer, const uint8_t *request, uint8_t *out)
{
    unsigned function = request[HEADER], address = get16(request + 8), count = get16(request + 10);
    memcpy(out, request, HEADER);
    if ((function != 3 && function != 4) || count < 1 || count > MOST_REGISTERS) {
        put16(out + 4, 3);
        out[HEADER] = function | 0x80, out[HEADER + 1] = 1;
        return HEADER + 2;
    }
    unsigned base = address + ++*peer->reads;
    put16(out + 4, 3 + 2 * count);
    out[HEADER] = function, out[HEADER + 1] = 2 * count;
    for (unsigned i = 0; i < count; i++)
        put16(out + HEADER + 2 + 2 * i, base + i);
    return HEADER + 2 + 2 * count;
}

/* Answers every whole request that has come in; 0 when the peer is gone. */
static int serve(struct peer *peer)
{
    static uint8_t out[INPUT / 12 * (HEADER + 2 + 2 * MOST_REGISTERS)];
    ssize_t got = read(peer->fd, peer->input + peer->filled, INPUT - peer->filled);
    if (got <= 0)
        return 0;
    peer->filled += got;
    size_t used = 0, length = 0;
    while (peer->filled - used >= 12) {
        size_t whole = 6 + get16(peer->input + used + 4);
        if (whole < 12 || whole > 260)
            return 0;
        if (peer->filled - used < whole)
            break;
        length += answer(peer, peer->input + used, out + length);
        used += whole;
    }
    memmove(peer->input, peer->input + used, peer->filled -= used);
    return length == 0 || write(peer->fd, out, length) == (ssize_t)length;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "server FIRST_PORT PORTS\n");
        return 2;
    }
    int first = atoi(arguments[1]), ports = atoi(arguments[2]), epoll = epoll_create1(0), on = 1;
    struct epoll_event events[256];
    unsigned *reads = calloc(ports, sizeof *reads);
    for (int i = 0; i < ports; i++)
        peer_new(epoll, listen_on(first + i), reads + i, 1);
    puts("ready");
    fflush(stdout);
    for (;;) {
        int ready = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            struct peer *peer = events[i].data.ptr;
            if (peer->listens) {
                int fd = accept(peer->fd, NULL, NULL);
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                if (fd >= 0)
                    peer_new(epoll, fd, peer->reads, 0);
            } else if (!serve(peer)) {
                close(peer->fd);
                free(peer);
            }
        }
    }
}
