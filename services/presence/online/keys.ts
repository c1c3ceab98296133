/** Set of the registrations of nodes that a person is connected to. */
export const personKey = (userId: string): string => `presence:${userId}`;
/** There while the node gives signs of life. */
export const nodeKey = (nodeId: string): string => `presence:node:${nodeId}`;
/** Set of the people who are connected to a node. */
export const peopleKey = (nodeId: string): string => `presence:node:${nodeId}:people`;
/** Held by whoever takes away what a dead node stood for. */
export const sweepKey = (nodeId: string): string => `presence:sweep:${nodeId}`;
/** Set of all nodes, the dead ones too until they are swept. */
export const NODES = 'presence:nodes';
/** Names this memory: another one means that the last was lost. */
export const EPOCH = 'presence:epoch';
/** There while nodes say again who is connected to them, after the memory was lost. */
export const SETTLING = 'presence:settling';

/** Ms that who-is-where outlives its last mention. Nodes name everybody again in a third of that, so it ends only what was forgotten. */
export const PLACES_TTL = 2 * 60 * 60 * 1000;
/** Ms that what is known of the nodes and the memory itself lives without any instance of this service. */
export const BOOKS_TTL = 7 * 24 * 60 * 60 * 1000;
