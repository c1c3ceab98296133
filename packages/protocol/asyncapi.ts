import { closeCodes } from './close-codes.ts';
import { namedJsonSchemas } from './json-schema.ts';
import { MAX_FRAME_BYTES } from './limits.ts';
import { PROTOCOL_VERSION, SUBPROTOCOL } from './version.ts';
import { type ClientFrameType, clientFrameSchema } from './ws/client-frames.ts';
import { type ServerFrameType, serverFrameSchema } from './ws/server-frames.ts';

/** What answers a client's frame. All others have no answer unless they fail. */
const ANSWERS: Readonly<Partial<Record<ClientFrameType, ServerFrameType>>> = {
  auth: 'ready',
  'message.send': 'message.sent',
  'message.edit': 'ok',
  'message.delete': 'ok',
  'message.react': 'ok',
  'presence.subscribe': 'presence.updated',
  ping: 'pong',
};

const DESCRIPTION = `Each frame is one JSON object with \`type\`, at most ${MAX_FRAME_BYTES / 1024} KiB. Ask for the subprotocol \`${SUBPROTOCOL}\`.
The access token comes as a second subprotocol, \`bearer.<accessToken>\`, or in a first frame \`auth\` within 5 s. Any frame of a
client may carry \`ref\`; its answer or error carries the same. Both sides ignore fields they don't know, and clients ignore types they don't know.`;

const CHANNEL = { $ref: '#/channels/socket' };
const channelMessage = (type: string) => ({ $ref: `#/channels/socket/messages/${type}` });

/** The AsyncAPI 3.0 document of the WebSocket protocol, made of the frame schemas. */
export function asyncApiDocument(): Record<string, unknown> {
  const clientTypes = clientFrameSchema.options.map((frame) => frame.shape.type.value);
  const serverTypes = serverFrameSchema.options.map((frame) => frame.shape.type.value);
  const types = [...clientTypes, ...serverTypes];
  const frames = [...clientFrameSchema.options, ...serverFrameSchema.options];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Parley WebSocket protocol',
      version: `${PROTOCOL_VERSION}.0.0`,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      parley: { host: 'localhost:8080', protocol: 'ws', description: 'A server on this machine. Elsewhere it is wss.' },
    },
    channels: {
      socket: {
        address: '/ws',
        description: 'One connection of one device.',
        messages: Object.fromEntries(types.map((type) => [type, { $ref: `#/components/messages/${type}` }])),
        'x-close-codes': Object.values(closeCodes),
      },
    },
    operations: Object.fromEntries([
      ...clientTypes.map((type) => [type, receive(type)]),
      ...serverTypes.map((type) => [type, { action: 'send', channel: CHANNEL, messages: [channelMessage(type)] }]),
    ]),
    components: {
      messages: Object.fromEntries(
        types.map((type) => [type, { name: type, payload: { $ref: `#/components/schemas/${type}` } }]),
      ),
      schemas: namedJsonSchemas(
        Object.fromEntries(frames.map((frame) => [frame.shape.type.value, frame])),
        '#/components/schemas/',
      ),
    },
  };
}

function receive(type: ClientFrameType) {
  const answer = ANSWERS[type];
  const replies = answer === undefined ? ['error'] : [answer, 'error'];
  return {
    action: 'receive',
    channel: CHANNEL,
    messages: [channelMessage(type)],
    reply: { channel: CHANNEL, messages: replies.map(channelMessage) },
  };
}
