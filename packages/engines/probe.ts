import { connect } from 'node:net';

/** Ms that one answer may take. */
const PATIENCE = 1000;

/** Whether whoever listens on a port of this machine, after `say`, answers something that matches. Never rejects. */
export function answers(port: number, say: string, expected: RegExp): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let heard = '';
    const settle = (found: boolean): void => {
      socket.destroy();
      resolve(found);
    };
    socket.setTimeout(PATIENCE, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    socket.once('connect', () => socket.write(say));
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      if (expected.test(heard)) settle(true);
    });
  });
}
