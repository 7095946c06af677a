/*
 * A client written with CZMQ, as a stranger would write it: uploads in order, shuffled, pipelined and with REQ.
 *
 * usage: upload PORT [CERTIFICATE SERVERKEY]; prints "ok NAME" for each file and fails at the first answer that is not as
 * zmq.md says. Byte i of every file is 31 * i + i / 256, modulo 256.
 */
#include <czmq.h>

enum { SIZE = 123457, CHUNK = 10000, CHUNKS = (SIZE + CHUNK - 1) / CHUNK };

static byte content[SIZE];

static char *crc32_of(byte *data, size_t size)
{
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < size; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return zsys_sprintf("%08X", ~crc);
}

static char *sha1_of(byte *data, size_t size)
{
    zdigest_t *digest = zdigest_new();
    zdigest_update(digest, data, size);
    char *hex = strdup(zdigest_string(digest));
    zdigest_destroy(&digest);
    return hex;
}

typedef char *checksum_fn(byte *data, size_t size);

static void expect_ready(zsock_t *socket, const char *name, const char *what)
{
    zmsg_t *answer = zmsg_recv(socket);
    zframe_t *first = answer ? zmsg_first(answer) : NULL;
    if (!first || zmsg_size(answer) != 1 || !zframe_streq(first, "READY")) {
        fprintf(stderr, "%s, %s: ", name, what);
        zmsg_fprint(answer, stderr);
        exit(1);
    }
    zmsg_destroy(&answer);
}

static void hello(zsock_t *socket, const char *name)
{
    zsock_send(socket, "ss", "HELLO", name);
    expect_ready(socket, name, "HELLO");
}

static void send_chunk(zsock_t *socket, const char *name, int number, checksum_fn *checksum)
{
    int offset = number * CHUNK;
    int size = offset + CHUNK > SIZE ? SIZE - offset : CHUNK;
    char *hex = checksum(content + offset, size);
    zmsg_t *chunk = zmsg_new();
    zmsg_addstr(chunk, "CHUNK");
    zmsg_addstr(chunk, name);
    zmsg_addstrf(chunk, "%d", offset);
    zmsg_addstrf(chunk, "%d", size);
    zmsg_addstr(chunk, hex);
    zmsg_addmem(chunk, content + offset, size);
    zmsg_send(&chunk, socket);
    freen(hex);
}

static void finish(zsock_t *socket, const char *name)
{
    zmsg_t *end = zmsg_new();
    zmsg_addstr(end, "CLOSE");
    zmsg_addstr(end, name);
    zmsg_addstrf(end, "%d", SIZE);
    zmsg_send(&end, socket);
    expect_ready(socket, name, "CLOSE");
    printf("ok %s\n", name);
}

/* Every chunk is answered before the next; number i comes as i * step modulo the number of chunks. */
static void upload(zsock_t *socket, const char *name, int step, checksum_fn *checksum)
{
    hello(socket, name);
    for (int i = 0; i < CHUNKS; i++) {
        send_chunk(socket, name, i * step % CHUNKS, checksum);
        expect_ready(socket, name, "CHUNK");
    }
    finish(socket, name);
}

/* Two files at once, all chunks before the first answer. */
static void pipelined(zsock_t *socket, const char *one, const char *other)
{
    hello(socket, one);
    hello(socket, other);
    for (int i = 0; i < CHUNKS; i++) {
        send_chunk(socket, one, i, crc32_of);
        send_chunk(socket, other, CHUNKS - 1 - i, sha1_of);
    }
    for (int i = 0; i < 2 * CHUNKS; i++)
        expect_ready(socket, one, "CHUNK of one or the other");
    finish(socket, one);
    finish(socket, other);
}

static zsock_t *connected(zsock_t *socket, char **argv, int argc)
{
    if (argc == 4) {
        zcert_t *own = zcert_load(argv[2]);
        if (!own) {
            fprintf(stderr, "CZMQ cannot read the certificate\n");
            exit(1);
        }
        zcert_apply(own, socket);
        zsock_set_curve_serverkey(socket, argv[3]);
        zcert_destroy(&own);
    }
    zsock_set_linger(socket, 0);
    zsock_set_rcvtimeo(socket, 20000);
    if (zsock_connect(socket, "tcp://127.0.0.1:%s", argv[1]))
        exit(1);
    return socket;
}

int main(int argc, char **argv)
{
    for (int i = 0; i < SIZE; i++)
        content[i] = (byte)(31 * i + i / 256);
    zsock_t *dealer = connected(zsock_new(ZMQ_DEALER), argv, argc);
    zsock_t *req = connected(zsock_new(ZMQ_REQ), argv, argc);
    upload(dealer, "in-order", 1, crc32_of);
    upload(dealer, "shuffled", 5, sha1_of); /* 13 chunks */
    upload(req, "with-req", 5, crc32_of);
    pipelined(dealer, "pipelined", "backwards");
    zsock_destroy(&req);
    zsock_destroy(&dealer);
    return 0;
}
