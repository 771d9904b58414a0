/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-waiters.h"

#include <glib-unix.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/sf-log.h"

#define COMMENT_S 25
#define ONCE_MS 45000
/* A reader that is this far behind has gone; it will come back and ask. */
#define MAX_UNSENT 16384
#define MAX_READ 4096

typedef struct {
  char *heads;               /* JSON of now */
  GHashTable *waiters;       /* set of Waiter */
} Group;

typedef struct {
  SfWaiters *owner;
  Group *group;
  GIOStream *stream;
  GPollableInputStream *in;
  GPollableOutputStream *out;
  GSocket *socket;
  char device[40];
  GByteArray *unsent;        /* (nullable) */
  gint64 since;
  gsize nread;
  gboolean once, ending;
} Waiter;

struct _SfWaiters {
  SfClock *clock;
  GHashTable *groups;        /* name to Group */
  GSource *source, *timer;
  int epoll;
  guint count;
};

static const char stream_head[] =
  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\n";

static void
watch (Waiter *w, int op, guint32 events)
{
  struct epoll_event event = { .events = events | EPOLLRDHUP, .data.ptr = w };
  epoll_ctl (w->owner->epoll, op, g_socket_get_fd (w->socket), &event);
}

static void
waiter_free (gpointer data)
{
  Waiter *w = data;
  w->owner->count--;
  epoll_ctl (w->owner->epoll, EPOLL_CTL_DEL, g_socket_get_fd (w->socket), NULL);
  /* The socket goes first: a TLS goodbye could otherwise wait for a peer that does not read. */
  g_socket_shutdown (w->socket, FALSE, TRUE, NULL);
  g_socket_close (w->socket, NULL);
  g_clear_pointer (&w->unsent, g_byte_array_unref);
  g_object_unref (w->stream);
  g_object_unref (w->socket);
  g_free (w);
}

static void
group_free (gpointer data)
{
  Group *group = data;
  g_hash_table_unref (group->waiters);
  g_free (group->heads);
  g_free (group);
}

static Group *
find_group (SfWaiters *self, const char *name)
{
  Group *group = g_hash_table_lookup (self->groups, name);

  if (group)
    return group;
  group = g_new0 (Group, 1);
  group->heads = g_strdup ("{\"heads\":{}}");
  group->waiters = g_hash_table_new_full (NULL, NULL, waiter_free, NULL);
  g_hash_table_insert (self->groups, g_strdup (name), group);
  return group;
}

/* Writes what it can; FALSE when the connection is of no more use. */
static gboolean
waiter_send (Waiter *w, gconstpointer data, gsize n)
{
  g_autoptr (GError) error = NULL;
  gssize done = 0;

  if (!w->unsent) {
    done = g_pollable_output_stream_write_nonblocking (w->out, data, n, NULL, &error);
    if (done == (gssize) n)
      return !w->ending;
    if (done < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
      return FALSE;
    done = MAX (done, 0);
    w->unsent = g_byte_array_new ();
    watch (w, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
  }
  g_byte_array_append (w->unsent, (const guint8 *) data + done, n - done);
  return w->unsent->len <= MAX_UNSENT;
}

static gboolean
waiter_flush (Waiter *w)
{
  g_autoptr (GError) error = NULL;

  if (!w->unsent)
    return TRUE;
  gssize done = g_pollable_output_stream_write_nonblocking (w->out, w->unsent->data, w->unsent->len, NULL, &error);
  if (done < 0)
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_byte_array_remove_range (w->unsent, 0, done);
  if (w->unsent->len > 0)
    return TRUE;
  g_clear_pointer (&w->unsent, g_byte_array_unref);
  watch (w, EPOLL_CTL_MOD, EPOLLIN);
  return !w->ending;
}

/* A waiting client has nothing to say: what it sends is thrown away, its end is noticed. */
static gboolean
waiter_drain (Waiter *w)
{
  g_autoptr (GError) error = NULL;
  char buf[1024];
  gssize n = g_pollable_input_stream_read_nonblocking (w->in, buf, sizeof buf, NULL, &error);

  if (n < 0)
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  w->nread += n;
  return n > 0 && w->nread <= MAX_READ;
}

static gboolean
on_ready (int fd, GIOCondition condition, gpointer data)
{
  SfWaiters *self = data;
  struct epoll_event events[64];
  int n = epoll_wait (self->epoll, events, G_N_ELEMENTS (events), 0);

  for (int i = 0; i < n; i++) {
    Waiter *w = events[i].data.ptr;
    gboolean alive = !(events[i].events & (EPOLLERR | EPOLLHUP));
    if (alive && (events[i].events & EPOLLOUT))
      alive = waiter_flush (w);
    if (alive && (events[i].events & (EPOLLIN | EPOLLRDHUP)))
      alive = waiter_drain (w) && !(events[i].events & EPOLLRDHUP);
    if (!alive)
      g_hash_table_remove (w->group->waiters, w);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_timer (gpointer data)
{
  sf_waiters_tick (data);
  return G_SOURCE_CONTINUE;
}

SfWaiters *
sf_waiters_new (SfClock *clock)
{
  SfWaiters *self = g_new0 (SfWaiters, 1);
  GMainContext *context = g_main_context_get_thread_default ();

  self->clock = sf_clock_ref (clock);
  self->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, group_free);
  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->source = g_unix_fd_source_new (self->epoll, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_ready), self, NULL);
  g_source_attach (self->source, context);
  self->timer = g_timeout_source_new_seconds (COMMENT_S);
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, context);
  return self;
}

void
sf_waiters_free (SfWaiters *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_hash_table_unref (self->groups);
  close (self->epoll);
  sf_clock_unref (self->clock);
  g_free (self);
}

static gboolean
waiter_answer (Waiter *w)
{
  g_autofree char *line = g_strdup_printf ("data: %s\n\n", w->group->heads);
  if (!w->once)
    return waiter_send (w, line, strlen (line));
  g_autofree char *whole = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
                                            "Content-Length: %zu\r\nConnection: close\r\n\r\n%s", strlen (line), line);
  w->ending = TRUE;
  return waiter_send (w, whole, strlen (whole));
}

void
sf_waiters_add (SfWaiters *self, const char *group, GIOStream *stream, GSocket *socket, const char *device_id, gboolean once)
{
  Waiter *w = g_new0 (Waiter, 1);

  w->owner = self;
  w->group = find_group (self, group);
  w->stream = stream;
  w->socket = socket;
  w->once = once;
  w->since = sf_clock_boot_ms (self->clock);
  g_strlcpy (w->device, device_id, sizeof w->device);
  w->in = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  w->out = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
  g_hash_table_add (w->group->waiters, w);
  self->count++;
  watch (w, EPOLL_CTL_ADD, EPOLLIN);
  if (!once && (!waiter_send (w, stream_head, strlen (stream_head)) || !waiter_answer (w)))
    g_hash_table_remove (w->group->waiters, w);
}

void
sf_waiters_news (SfWaiters *self, const char *name, const char *heads_json)
{
  Group *group = find_group (self, name);
  GHashTableIter iter;
  gpointer key;

  if (g_str_equal (group->heads, heads_json))
    return;
  g_free (group->heads);
  group->heads = g_strdup (heads_json);
  g_autofree char *chunk = g_strdup_printf ("data: %s\n\n", heads_json);
  gsize n = strlen (chunk);
  g_hash_table_iter_init (&iter, group->waiters);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    Waiter *w = key;
    gboolean alive = w->ending || (w->once ? waiter_answer (w) : waiter_send (w, chunk, n));
    if (!alive)
      g_hash_table_iter_remove (&iter);
  }
}

/* TRUE keeps the connection. */
typedef gboolean (*KeepFunc) (Waiter *w, gconstpointer data);

static void
sift (SfWaiters *self, KeepFunc keep, gconstpointer data)
{
  GHashTableIter groups, iter;
  gpointer group, key;

  g_hash_table_iter_init (&groups, self->groups);
  while (g_hash_table_iter_next (&groups, NULL, &group)) {
    g_hash_table_iter_init (&iter, ((Group *) group)->waiters);
    while (g_hash_table_iter_next (&iter, &key, NULL))
      if (!keep (key, data))
        g_hash_table_iter_remove (&iter);
  }
}

static gboolean
is_other (Waiter *w, gconstpointer device)
{
  return !g_str_equal (w->device, device);
}

void
sf_waiters_drop (SfWaiters *self, const char *device_id)
{
  sift (self, is_other, device_id);
}

static gboolean
comment_on (Waiter *w, gconstpointer data)
{
  const gint64 *now = data;

  if (!w->once)
    return waiter_send (w, ":\n\n", 3);
  return w->ending || *now - w->since < ONCE_MS || waiter_answer (w);
}

void
sf_waiters_tick (SfWaiters *self)
{
  gint64 now = sf_clock_boot_ms (self->clock);

  sift (self, comment_on, &now);
}

guint
sf_waiters_count (SfWaiters *self)
{
  return self->count;
}
