/** How far another member has come. `hides` is set for those who don't show what they have read. */
export interface PeerMark {
  readonly joinedSeq: number;
  readonly deliveredSeq: number;
  readonly readSeq: number;
  readonly hides: boolean;
}

export type MessageStatus = 'sent' | 'delivered' | 'read';

/**
 * The status of somebody's own message (C6): delivered or read when that is true of every other member who may see it. Members who hide
 * what they read don't hold `read` up for the others, but nobody learns from it that they have read.
 */
export function messageStatus(seq: number, peers: readonly PeerMark[]): MessageStatus {
  const concerned = peers.filter((peer) => peer.joinedSeq < seq);
  if (concerned.length === 0 || concerned.some((peer) => peer.deliveredSeq < seq)) return 'sent';
  const showing = concerned.filter((peer) => !peer.hides);
  return showing.length > 0 && showing.every((peer) => peer.readSeq >= seq) ? 'read' : 'delivered';
}
