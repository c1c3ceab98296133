import { encodeFrame } from '@parley/protocol/frames';

/** The frame that tells a client that it may have missed live frames: it syncs. */
export const RESYNC_FRAME = encodeFrame({ type: 'resync' });
