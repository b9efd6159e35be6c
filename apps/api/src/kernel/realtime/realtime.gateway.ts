import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { WebSocketGateway, WebSocketServer, type OnGatewayInit } from '@nestjs/websockets';
import {
  clientEvents,
  Handshake,
  namespaces,
  REPLAY_LIMIT,
  type ClientEvents,
  type Namespace,
  type ServerEvents,
} from '@switchboard/contracts';
import type { Namespace as IoNamespace, Server, Socket } from 'socket.io';
import type { Actor } from '../auth/actor.ts';
import { ActorService } from '../auth/actor.service.ts';
import { EventStream } from '../events/event-stream.ts';
import type { SequencedEvent } from '../events/sequenced-event.ts';
import { AppError } from '../http/app-error.ts';
import { PRESENCE_STEP_MILLISECONDS, PresenceService } from './presence.service.ts';
import { rooms, type Announcement, type Presenter } from './presenter.ts';

interface SocketData {
  actor: Actor;
  token: string;
  expiry?: NodeJS.Timeout;
  /** Live announcements wait here while the replay is under way. */
  held: Announcement[] | null;
}

type AgentSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;
type AgentNamespace = IoNamespace<ClientEvents, ServerEvents, Record<string, never>, SocketData>;

const carries: Record<Namespace, (announcement: Announcement) => boolean> = {
  '/inbox': () => true,
  '/emails': (announcement) => announcement.channel === 'email' || announcement.channel === null,
  '/chats': (announcement) => announcement.channel === 'whatsapp' || announcement.channel === null,
};

/**
 * The sockets of this node. Every node reads the event log itself, so no adapter has to carry events between nodes;
 * a socket that comes back names the last position it saw and is replayed what it missed.
 */
@WebSocketGateway({ maxHttpBufferSize: 65_536, pingInterval: 10_000, pingTimeout: 10_000 })
export class RealtimeGateway implements OnGatewayInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Realtime');
  private readonly presenters: Presenter[] = [];

  @WebSocketServer()
  private readonly server!: Server;

  constructor(
    private readonly actors: ActorService,
    private readonly stream: EventStream,
    private readonly presence: PresenceService,
  ) {
    this.stream.subscribe(
      (events) => this.announce(events),
      (reason) => this.resync(reason),
    );
  }

  /** Adds somebody who knows what to say about events. */
  presentedBy(presenter: Presenter): void {
    this.presenters.push(presenter);
  }

  afterInit(): void {
    for (const name of namespaces) {
      const namespace = this.server.of(name) as unknown as AgentNamespace;
      namespace.use((socket, next) => {
        this.admit(socket).then(
          () => next(),
          (error: unknown) => next(refusal(error)),
        );
      });
      namespace.on('connection', (socket) => void this.welcome(name, socket));
    }
  }

  /** Sockets connected to this node. */
  connections(): number {
    return namespaces.reduce((sum, name) => sum + this.server.of(name).sockets.size, 0);
  }

  /** Agents who are signed in and have a page open on this node. */
  @Interval(PRESENCE_STEP_MILLISECONDS)
  async notePresence(): Promise<void> {
    const agents = namespaces.flatMap((name) =>
      [...(this.server.of(name) as unknown as AgentNamespace).sockets.values()]
        .filter(({ data }) => data.actor.via === 'session')
        .map(({ data }) => data.actor.agentId),
    );
    await this.presence.seen(agents);
  }

  beforeApplicationShutdown(): void {
    this.server?.disconnectSockets(true);
  }

  private async admit(socket: AgentSocket): Promise<void> {
    const handshake = Handshake.safeParse(socket.handshake.auth);
    if (!handshake.success) throw new AppError('unauthenticated', 'Send { token } as auth.');
    const actor = await this.actors.fromToken(handshake.data.token);
    actor.require('conversations:read');
    socket.data.held = [];
    this.take(socket, actor, handshake.data.token);
  }

  private take(socket: AgentSocket, actor: Actor, token: string): void {
    socket.data.actor = actor;
    socket.data.token = token;
    clearTimeout(socket.data.expiry);
    const left = Math.min(actor.expiresAt.getTime() - Date.now(), 2 ** 31 - 1);
    socket.data.expiry = setTimeout(() => socket.disconnect(true), Math.max(0, left)).unref();
  }

  private async welcome(name: Namespace, socket: AgentSocket): Promise<void> {
    socket.on('reauthenticate', (payload, done) => void this.reauthenticate(socket, payload, done));
    socket.on('disconnect', () => clearTimeout(socket.data.expiry));
    this.join(socket);
    if (socket.data.actor.via === 'session') void this.presence.seen([socket.data.actor.agentId]);
    try {
      await this.replay(name, socket);
    } catch (error) {
      this.logger.warn({ err: error }, 'Replay failed; the client is told to load anew');
      socket.emit('resync', { position: this.stream.position, epoch: this.stream.epoch, reason: 'gap' });
      this.release(socket, this.stream.position);
    }
  }

  private join(socket: AgentSocket): void {
    for (const room of socket.rooms) if (room !== socket.id) void socket.leave(room);
    const { actor } = socket.data;
    const scope = actor.scopeOf('conversations:read');
    if (scope === 'all') void socket.join(rooms.all);
    if (scope === 'team') void socket.join([null, ...actor.teamIds].map((team) => rooms.team(team)));
    if (actor.scopeOf('customers:read')) void socket.join(rooms.customers);
    void socket.join(rooms.agent(actor.agentId));
  }

  private async replay(name: Namespace, socket: AgentSocket): Promise<void> {
    const { since, epoch } = socket.handshake.auth as Handshake;
    const { agentId } = socket.data.actor;
    const position = this.stream.position;
    let replayed = 0;
    if (since !== undefined && epoch !== undefined) {
      const missed =
        epoch === this.stream.epoch && since <= position ? await this.stream.after(since, REPLAY_LIMIT + 1) : null;
      if (missed === null || missed.length > REPLAY_LIMIT) {
        socket.emit('resync', { position, epoch: this.stream.epoch, reason: missed === null ? 'epoch' : 'gap' });
      } else {
        for (const announcement of await this.present(missed.filter((event) => event.position <= position))) {
          if (!carries[name](announcement) || !hears(socket, announcement)) continue;
          socket.emit(announcement.event, announcement.payload as never);
          replayed += 1;
        }
      }
    }
    this.release(socket, position);
    // Not where the stream is by now: of what came after the replay some is still to be told.
    socket.emit('ready', { position, epoch: this.stream.epoch, agentId, replayed });
  }

  private release(socket: AgentSocket, replayedTo: number): void {
    const held = socket.data.held ?? [];
    socket.data.held = null;
    for (const announcement of held) {
      if (announcement.position > replayedTo) socket.emit(announcement.event, announcement.payload as never);
    }
  }

  private resync(reason: 'gap' | 'epoch'): void {
    const { position, epoch } = this.stream;
    for (const name of namespaces) this.server?.of(name).local.emit('resync', { position, epoch, reason });
  }

  private async announce(events: SequencedEvent[]): Promise<void> {
    await this.applyAccess(events);
    if (this.connections() === 0) return;
    for (const announcement of await this.present(events)) {
      for (const name of namespaces) if (carries[name](announcement)) this.tell(name, announcement);
    }
  }

  /** In the order of the log: who has heard of a position has heard of all before it. */
  private async present(events: SequencedEvent[]): Promise<Announcement[]> {
    const all = await Promise.all(this.presenters.map((presenter) => presenter.present(events)));
    return all.flat().toSorted((one, other) => one.position - other.position);
  }

  private tell(name: Namespace, announcement: Announcement): void {
    const namespace = this.server.of(name) as unknown as AgentNamespace;
    const holding: string[] = [];
    for (const socket of namespace.sockets.values()) {
      if (socket.data.held && hears(socket, announcement)) {
        socket.data.held.push(announcement);
        holding.push(socket.id);
      }
    }
    namespace.local
      .to(announcement.rooms)
      .except([...announcement.except, ...holding])
      .emit(announcement.event, announcement.payload as never);
  }

  /** A change of rights, a sign-out or a revoked token reaches open sockets, too. */
  private async applyAccess(events: SequencedEvent[]): Promise<void> {
    for (const event of events) {
      if (event.type !== 'agent.access_changed' && event.type !== 'session.revoked') continue;
      this.actors.forget();
      for (const name of namespaces) {
        for (const socket of (this.server.of(name) as unknown as AgentNamespace).sockets.values()) {
          const { actor } = socket.data;
          const concerned =
            event.type === 'agent.access_changed'
              ? event.payload.agentId === null || event.payload.agentId === actor.agentId
              : (event.payload.sessionId !== null && event.payload.sessionId === actor.sessionId) ||
                (event.payload.tokenId !== null && event.payload.tokenId === actor.tokenId);
          if (concerned) await this.recheck(socket);
        }
      }
    }
  }

  private async recheck(socket: AgentSocket): Promise<void> {
    try {
      const actor = await this.actors.fromToken(socket.data.token);
      actor.require('conversations:read');
      this.take(socket, actor, socket.data.token);
      this.join(socket);
      socket.emit('access', { reason: 'rights' });
    } catch {
      socket.disconnect(true);
    }
  }

  private async reauthenticate(
    socket: AgentSocket,
    payload: unknown,
    done: (answer: { ok: boolean }) => void,
  ): Promise<void> {
    const answer = typeof done === 'function' ? done : () => undefined;
    try {
      const { token } = clientEvents.reauthenticate.parse(payload);
      const actor = await this.actors.fromToken(token);
      if (actor.agentId !== socket.data.actor.agentId)
        throw new AppError('forbidden', 'That token is another agent’s.');
      this.take(socket, actor, token);
      answer({ ok: true });
    } catch {
      answer({ ok: false });
    }
  }
}

function hears(socket: AgentSocket, announcement: Announcement): boolean {
  return (
    announcement.rooms.some((room) => socket.rooms.has(room)) &&
    !announcement.except.some((room) => socket.rooms.has(room))
  );
}

function refusal(error: unknown): Error {
  const known = error instanceof AppError ? error : new AppError('unavailable');
  return Object.assign(new Error(known.message), { data: { code: known.code } });
}
