const FRAME = JSON.stringify({ type: 'message.new', message: { text: 'x'.repeat(250) } });

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request, bun) => (bun.upgrade(request) ? undefined : new Response('WebSocket only', { status: 426 })),
  websocket: {
    perMessageDeflate: false,
    open: (socket) => {
      socket.subscribe('all');
    },
    message: () => {
      server.publish('all', FRAME);
    },
  },
});
process.stdout.write(`ws://127.0.0.1:${server.port}\n`);
