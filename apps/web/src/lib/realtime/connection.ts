import type { ClientEvents, ErrorCode, Handshake, ServerEvents, ServerPayload } from '@switchboard/contracts';
import type { QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query';
import type { Socket } from 'socket.io-client';
import { config } from '../config.ts';
import { reloadInbox } from '../inbox/cache.ts';
import { accessToken, authClient, renewToken, session } from '../session.ts';
import { announce, applyEvent, countsRefresher, refetchMe } from './apply.ts';
import { EventLog, type InboxEvent } from './event-log.ts';
import { link } from './link.ts';

const HEARTBEAT_MS = 5000;
const AUTH_AFTER_MS = 4000;
/** A timer that is this late has slept: the connection it left behind is not to be trusted. */
const SLEPT_MS = 20_000;

const inboxPaths = new Set(['/conversations', '/conversations/:id', '/conversations/:id/messages']);

type QueryAction = Extract<QueryCacheNotifyEvent, { type: 'updated' }>['action'];

const endsFetch = (action: QueryAction): boolean =>
  action.type === 'error' || action.type === 'setState' || (action.type === 'success' && !action.manual);

async function handshake({ epoch, position }: EventLog): Promise<Handshake> {
  const token = (await accessToken()) ?? 'none';
  return epoch === null || position === null ? { token } : { token, since: position, epoch };
}

/**
 * Keeps one socket to `/inbox` and the query cache true to it, until the returned function is called. What was missed
 * while away is replayed from the last position; where that is not possible everything is loaded again.
 */
export async function followInbox(cache: QueryClient, agentId: string): Promise<() => void> {
  const { io } = await import('socket.io-client');
  const log = new EventLog();
  const counts = countsRefresher(cache);
  let replaying = true;
  let mustReload = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let refusals = 0;

  const socket: Socket<ServerEvents, ClientEvents> = io(`${config().apiUrl}/inbox`, {
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 400,
    reconnectionDelayMax: 5000,
    auth: (give) => void handshake(log).then(give, () => give({ token: 'none' } satisfies Handshake)),
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
    link.set(({ lostAt }) => ({
      state: 'live',
      lostAt: null,
      caughtUp: lostAt === null ? null : { ...caughtUp, awayMs: Date.now() - lostAt },
    }));
  };

  const receive = (event: InboxEvent) => {
    if (!log.admit(event)) return;
    applyEvent(cache, event, agentId);
    counts.changed();
    if (!replaying) announce(event);
  };
  socket.on('conversation', (payload) => receive({ type: 'conversation', payload }));
  socket.on('message', (payload) => receive({ type: 'message', payload }));
  socket.on('retracted', (payload) => receive({ type: 'retracted', payload }));
  socket.on('customer', (payload) => receive({ type: 'customer', payload }));
  socket.on('left', (payload) => receive({ type: 'left', payload }));
  socket.on('ready', ({ epoch, position, replayed }: ServerPayload<'ready'>) => {
    // What was fetched before the first connection may have missed what happened in between.
    const reload = log.epoch === null || mustReload;
    log.restart(epoch, position);
    if (reload) void reloadInbox(cache);
    live({ updates: replayed, reloaded: reload });
    mustReload = false;
  });
  // `ready` follows, and with it the loading.
  socket.on('resync', ({ epoch, position }) => {
    log.restart(epoch, position);
    mustReload = true;
  });
  socket.on('access', () => {
    void refetchMe(cache);
    void reloadInbox(cache);
  });

  // Socket.io tries again by itself after a broken line, but not after being turned away.
  const comeBack = (renew: boolean) => {
    clearTimeout(retry);
    const again = async () => {
      try {
        if (!renew || (await renewToken())) socket.connect();
      } catch {
        comeBack(renew);
      }
    };
    retry = setTimeout(() => void again(), Math.min(1000 * 2 ** refusals, 15_000));
    refusals += 1;
  };
  socket.on('disconnect', (reason) => {
    lost();
    if (reason === 'io server disconnect') comeBack(true);
  });
  socket.on('connect_error', (error: Error & { data?: { code?: ErrorCode } }) => {
    lost();
    if (!socket.active) comeBack(error.data?.code === 'unauthenticated');
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

  // An answer that was on its way while events came may be older than they are, and giving up on one takes back what
  // they changed meanwhile: they are applied once more.
  const stopWatching = cache.getQueryCache().subscribe((change) => {
    const { queryHash, queryKey } = change.query;
    if (change.type === 'removed') log.answered(queryHash);
    if (change.type !== 'updated' || !inboxPaths.has(String(queryKey[1]))) return;
    if (change.action.type === 'fetch') log.asks(queryHash);
    else if (endsFetch(change.action)) {
      for (const event of log.answered(queryHash)) applyEvent(cache, event, agentId);
    }
  });

  // Asked before it was watched.
  for (const { queryHash, queryKey, state } of cache.getQueryCache().getAll()) {
    if (state.fetchStatus !== 'idle' && inboxPaths.has(String(queryKey[1]))) log.asks(queryHash);
  }

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
  // From here on the token is renewed by itself.
  const renewing = setTimeout(() => void authClient(), AUTH_AFTER_MS);

  return () => {
    clearTimeout(retry);
    clearTimeout(renewing);
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
