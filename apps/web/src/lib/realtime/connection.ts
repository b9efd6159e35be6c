import type { ClientEvents, Handshake, ServerEvents, ServerPayload } from '@switchboard/contracts';
import type { QueryClient } from '@tanstack/react-query';
import type { Socket } from 'socket.io-client';
import { config } from '../config.ts';
import { reloadInbox } from '../inbox/cache.ts';
import { accessToken, authClient, renewToken, session } from '../session.ts';
import { announce, applyEvent, countsRefresher, refetchMe } from './apply.ts';
import { EventLog, type InboxEvent } from './event-log.ts';
import { link } from './link.ts';

/** An answer may be this much older than the events that overtook it. */
const OVERTAKEN_MS = 15_000;
const HEARTBEAT_MS = 5000;
/** A timer that is this late has slept: the connection it left behind is not to be trusted. */
const SLEPT_MS = 20_000;

const inboxPaths = new Set(['/conversations', '/conversations/:id', '/conversations/:id/messages']);

/**
 * Keeps one socket to `/inbox` and the query cache true to it, until the returned function is called. What was missed
 * while away is replayed from the last position; where that is not possible everything is loaded again.
 */
export async function followInbox(cache: QueryClient, agentId: string): Promise<() => void> {
  const { io } = await import('socket.io-client');
  const log = new EventLog();
  const counts = countsRefresher(cache);
  let replaying = true;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let refusals = 0;

  const socket: Socket<ServerEvents, ClientEvents> = io(`${config().apiUrl}/inbox`, {
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 400,
    reconnectionDelayMax: 5000,
    auth: (give) => {
      void accessToken().then((token) => {
        const handshake: Handshake = {
          token: token ?? 'none',
          ...(log.epoch === null || log.position === null ? {} : { since: log.position, epoch: log.epoch }),
        };
        give(handshake);
      });
    },
  });

  const lost = () => {
    replaying = true;
    link.set((known) => ({
      state: navigator.onLine ? (known.state === 'connecting' ? 'connecting' : 'reconnecting') : 'offline',
      lostAt: known.lostAt ?? Date.now(),
      caughtUp: null,
    }));
  };
  const live = (caughtUp: { updates: number; reloaded: boolean }) => {
    refusals = 0;
    replaying = false;
    link.set((known) => ({ state: 'live', lostAt: null, caughtUp: known.lostAt === null ? null : caughtUp }));
  };

  const receive = (event: InboxEvent) => {
    if (!log.admit(event, Date.now())) return;
    applyEvent(cache, event, agentId);
    counts.changed();
    if (!replaying) announce(event);
  };
  socket.on('conversation', (payload) => receive({ type: 'conversation', payload }));
  socket.on('message', (payload) => receive({ type: 'message', payload }));
  socket.on('left', (payload) => receive({ type: 'left', payload }));
  socket.on('ready', ({ epoch, position, replayed }: ServerPayload<'ready'>) => {
    // What was fetched before the first connection may have missed what happened in between.
    const first = log.epoch === null;
    log.restart(epoch, position);
    if (first) void reloadInbox(cache);
    live({ updates: replayed, reloaded: false });
  });
  socket.on('resync', ({ epoch, position }) => {
    log.restart(epoch, position);
    void reloadInbox(cache);
    live({ updates: 0, reloaded: true });
  });
  socket.on('access', () => {
    void refetchMe(cache);
    void reloadInbox(cache);
  });

  // Socket.io tries again by itself after a broken line, but not after being turned away.
  const comeBack = () => {
    clearTimeout(retry);
    retry = setTimeout(
      () => {
        void renewToken().then(
          (token) => token && socket.connect(),
          () => comeBack(),
        );
      },
      Math.min(1000 * 2 ** refusals++, 15_000),
    );
  };
  socket.on('disconnect', (reason) => {
    lost();
    if (reason === 'io server disconnect') comeBack();
  });
  socket.on('connect_error', () => {
    lost();
    if (!socket.active) comeBack();
  });

  const reconnectNow = () => {
    if (!session.get().token) return;
    socket.disconnect();
    socket.connect();
  };
  const onVisible = () => {
    if (document.visibilityState === 'visible' && !socket.connected) reconnectNow();
  };
  const onOffline = () => lost();
  window.addEventListener('online', reconnectNow);
  window.addEventListener('offline', onOffline);
  document.addEventListener('visibilitychange', onVisible);

  let lastBeat = Date.now();
  const heartbeat = setInterval(() => {
    const slept = Date.now() - lastBeat > SLEPT_MS;
    lastBeat = Date.now();
    if (slept && document.visibilityState === 'visible') reconnectNow();
  }, HEARTBEAT_MS);

  // An answer that was on its way while events came may be older than they are: apply them once more.
  const stopWatching = cache.getQueryCache().subscribe((change) => {
    if (change.type !== 'updated' || change.action.type !== 'success' || change.action.manual) return;
    if (!inboxPaths.has(String(change.query.queryKey[1]))) return;
    for (const event of log.recent(Date.now() - OVERTAKEN_MS)) applyEvent(cache, event, agentId);
  });

  let known = session.get().token;
  const stopSession = session.subscribe(() => {
    const { token } = session.get();
    if (!token || token === known) return;
    known = token;
    if (!socket.connected) return;
    socket.emit('reauthenticate', { token }, ({ ok }) => {
      if (!ok) reconnectNow();
    });
  });
  // Renews the token on its own from here on.
  void authClient();

  return () => {
    clearTimeout(retry);
    clearInterval(heartbeat);
    counts.stop();
    stopWatching();
    stopSession();
    window.removeEventListener('online', reconnectNow);
    window.removeEventListener('offline', onOffline);
    document.removeEventListener('visibilitychange', onVisible);
    socket.removeAllListeners();
    socket.disconnect();
  };
}
