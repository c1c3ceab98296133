/** Version of the public protocol: the number in `ready`. It grows only when a client of the version before would break. */
export const PROTOCOL_VERSION = 1;

/** WebSocket subprotocol that a client must ask for. */
export const SUBPROTOCOL = 'parley.v1';

/** Prefix of the second subprotocol, which carries the access token: `bearer.<accessToken>`. */
export const BEARER_SUBPROTOCOL_PREFIX = 'bearer.';

/** Path that all REST calls begin with. */
export const API_BASE = '/api/v1';
