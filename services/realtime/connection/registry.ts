import { chatSubject, type LiveBus, type LiveMessage, userSubject } from '@parley/bus/live';
import type { Clock } from '@parley/kernel/clock';
import type { Connection } from './connection.ts';
import { createEchoes, type Echoes } from './echoes.ts';
import { surplus } from './session-limit.ts';
import type { Writer } from './writer.ts';

/** Publishes to the sockets that listen to a topic, in the runtime; ≤ 0 when a socket could not take it. */
export type PublishTopic = (topic: string, frame: string) => number;

interface Group<Key> {
  readonly key: Key;
  readonly connections: Set<Connection>;
  readonly unsubscribe: () => void;
}

export interface Registry {
  /** Starts the live frames of an authenticated connection. */
  add(connection: Connection): void;
  remove(connection: Connection): void;
  /** Lets a connection hear a large chat by the chat's own subject. */
  joinChat(connection: Connection, chatId: string): void;
  leaveChat(connection: Connection, chatId: string): void;
  /** Ends what it hears of large chats, until `hearChats`; what it leaves meanwhile is remembered. */
  beginListing(connection: Connection): void;
  /** Lets it hear the large chats of a list that was asked for since `beginListing`. */
  hearChats(connection: Connection, chatIds: readonly string[]): void;
  closeSession(sessionId: string, userId: string): void;
  connectionsOf(userId: string): ReadonlySet<Connection>;
  readonly echoes: Echoes;
  all(): Iterable<Connection>;
  readonly size: number;
}

type SessionConnections = Extract<LiveMessage, { kind: 'session.connections' }>;

interface RegistryContext {
  /** Of this process, among those that hold connections. */
  readonly nodeId: string;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly writer: Writer;
  readonly publishTopic: PublishTopic;
  /** A person's first connection to this node came, or the last one went. */
  readonly onPresence: (userId: string, online: boolean) => void;
}

const NONE: ReadonlySet<Connection> = new Set();

/** Who is connected to this node, and which live subjects it therefore listens to: one for each person and each large chat. */
export function createRegistry({ nodeId, live, clock, writer, publishTopic, onPresence }: RegistryContext): Registry {
  const byId = new Map<string, Connection>();
  const users = new Map<string, Group<string>>();
  const chats = new Map<string, Group<string>>();
  const connectionsOf = (userId: string): ReadonlySet<Connection> => users.get(userId)?.connections ?? NONE;
  const echoes = createEchoes({ live, clock, connectionsOf, tellOthers: tellOfOne });

  function join(
    groups: Map<string, Group<string>>,
    key: string,
    connection: Connection,
    listen: (group: Set<Connection>) => () => void,
  ): boolean {
    const group = groups.get(key);
    if (group !== undefined) {
      group.connections.add(connection);
      return false;
    }
    const connections = new Set([connection]);
    groups.set(key, { key, connections, unsubscribe: listen(connections) });
    return true;
  }

  function leave(groups: Map<string, Group<string>>, key: string, connection: Connection): boolean {
    const group = groups.get(key);
    if (group === undefined || !group.connections.delete(connection) || group.connections.size > 0) return false;
    group.unsubscribe();
    groups.delete(key);
    return true;
  }

  function toUser(connections: Set<Connection>, message: LiveMessage): void {
    switch (message.kind) {
      case 'frame':
        for (const connection of connections)
          if (connection.id !== message.exceptConnection) writer.push(connection, message.frame);
        return;
      case 'chat.joined':
        for (const connection of connections) registry.joinChat(connection, message.chatId);
        return;
      case 'chat.left':
        for (const connection of connections) registry.leaveChat(connection, message.chatId);
        return;
      case 'session.revoked':
        registry.closeSession(message.sessionId, message.userId);
        return;
      case 'session.connections':
        if (message.nodeId !== nodeId) meet(connections, message);
        return;
      case 'chat.changed':
      case 'visibility.changed':
        return;
    }
  }

  /** Another node holds connections of somebody who is here too. */
  function meet(connections: ReadonlySet<Connection>, { sessionId, connectionIds, isAnswer }: SessionConnections): void {
    const [one] = connections;
    if (one === undefined) return;
    echoes.heardOf(one.userId);
    const own = closeSurplus(connections, sessionId, connectionIds);
    if (!isAnswer) tellSession(one.userId, sessionId, own, true);
  }

  /** Lets other nodes know that somebody is here. */
  function tellOfOne(userId: string): void {
    const [one] = connectionsOf(userId);
    if (one !== undefined) tellSession(userId, one.sessionId, closeSurplus(connectionsOf(userId), one.sessionId, []), true);
  }

  /** Closes the connections of a session that are too many, together with those of another node. Answers the ids of those that stay. */
  function closeSurplus(connections: ReadonlySet<Connection>, sessionId: string, others: readonly string[]): Connection[] {
    const own = [...connections].filter((connection) => connection.sessionId === sessionId);
    const tooMany = surplus(
      own.map(({ id }) => id),
      others,
    );
    for (const connection of own) if (tooMany.has(connection.id)) connection.close('replaced');
    return own.filter(({ id }) => !tooMany.has(id));
  }

  function tellSession(userId: string, sessionId: string, own: readonly Connection[], isAnswer: boolean): void {
    const connectionIds = own.map(({ id }) => id);
    live.publish(userSubject(userId), { kind: 'session.connections', sessionId, nodeId, connectionIds, isAnswer });
  }

  /** The runtime writes one frame to all listeners of a topic for a fraction of what as many single writes cost. */
  function toChat(chatId: string, connections: Set<Connection>, message: LiveMessage): void {
    if (message.kind !== 'frame') return;
    const sender = message.exceptConnection === undefined ? undefined : byId.get(message.exceptConnection);
    const socket = sender?.chats?.has(chatId) === true ? sender.socket : undefined;
    const taken = socket === undefined ? publishTopic(chatId, message.frame) : socket.publish(chatId, message.frame);
    if (taken <= 0) for (const connection of connections) markIfFull(connection);
  }

  function markIfFull(connection: Connection): void {
    // At its limit the runtime drops published frames without a word, so whoever is near it counts as having missed one.
    if ((connection.socket?.getBufferedAmount() ?? 0) > NEARLY_FULL_BYTES) writer.fellBehind(connection);
  }

  const registry: Registry = {
    add(connection) {
      byId.set(connection.id, connection);
      const { userId, sessionId } = connection;
      const first = join(users, userId, connection, (group) =>
        live.subscribe(userSubject(userId), (message) => toUser(group, message)),
      );
      if (first) onPresence(userId, true);
      tellSession(userId, sessionId, closeSurplus(connectionsOf(userId), sessionId, []), false);
    },
    remove(connection) {
      if (!byId.delete(connection.id)) return;
      for (const chatId of connection.chats ?? []) leave(chats, chatId, connection);
      connection.chats = undefined;
      if (!leave(users, connection.userId, connection)) return;
      echoes.forget(connection.userId);
      onPresence(connection.userId, false);
    },
    joinChat(connection, chatId) {
      if (connection.socket === undefined || connection.chats?.has(chatId) === true) return;
      connection.leftMeanwhile?.delete(chatId);
      connection.chats ??= new Set();
      connection.chats.add(chatId);
      connection.socket.subscribe(chatId);
      join(chats, chatId, connection, (group) =>
        live.subscribe(chatSubject(chatId), (message) => toChat(chatId, group, message)),
      );
    },
    leaveChat(connection, chatId) {
      connection.leftMeanwhile?.add(chatId);
      if (connection.chats?.delete(chatId) !== true) return;
      connection.socket?.unsubscribe(chatId);
      leave(chats, chatId, connection);
    },
    beginListing(connection) {
      for (const chatId of [...(connection.chats ?? [])]) registry.leaveChat(connection, chatId);
      connection.leftMeanwhile = new Set();
    },
    hearChats(connection, chatIds) {
      const left = connection.leftMeanwhile;
      connection.leftMeanwhile = undefined;
      for (const chatId of chatIds) if (left?.has(chatId) !== true) registry.joinChat(connection, chatId);
    },
    closeSession(sessionId, userId) {
      for (const connection of users.get(userId)?.connections ?? [])
        if (connection.sessionId === sessionId) connection.close('unauthenticated');
    },
    connectionsOf,
    echoes,
    all: () => byId.values(),
    get size() {
      return byId.size;
    },
  };
  return registry;
}

/** A little below the runtime's limit: the frame that did not fit is not in the buffer. */
const NEARLY_FULL_BYTES = 960 * 1024;
