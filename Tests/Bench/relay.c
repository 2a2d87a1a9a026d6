/* What `make bench` compares the gateway with: the least that a program can do that carries bytes
 * from a terminal to a Unix socket. One thread, epoll, no decoding, no look-up, no journal.
 *
 *     relay TERMINAL SOCKET
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

static int fail(const char *what)
{
	perror(what);
	return 1;
}

static int listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof address.sun_path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(address.sun_path, path);
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	unlink(path);
	if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 1) < 0)
		return -1;
	return listener;
}

int main(int count, char **words)
{
	if (count != 3) {
		fprintf(stderr, "usage: relay TERMINAL SOCKET\n");
		return 64;
	}
	int terminal = open(words[1], O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	struct termios settings;
	if (terminal < 0 || tcgetattr(terminal, &settings) < 0)
		return fail(words[1]);
	cfmakeraw(&settings);
	tcsetattr(terminal, TCSANOW, &settings);

	int listener = listen_at(words[2]);
	if (listener < 0)
		return fail(words[2]);
	int lane = accept(listener, NULL, NULL);
	if (lane < 0)
		return fail("accept");

	int watched = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event event = { .events = EPOLLIN, .data.fd = terminal };
	epoll_ctl(watched, EPOLL_CTL_ADD, terminal, &event);
	event.data.fd = lane;
	epoll_ctl(watched, EPOLL_CTL_ADD, lane, &event);

	char bytes[4096];
	for (;;) {
		if (epoll_wait(watched, &event, 1, -1) < 0)
			continue;
		if (event.data.fd == lane)
			return 0;
		ssize_t got = read(terminal, bytes, sizeof bytes);
		if (got <= 0)
			return 0;
		if (send(lane, bytes, (size_t)got, MSG_NOSIGNAL) < 0)
			return 0;
	}
}
