import { createServer, type Socket } from 'node:net';
import { closed, listen, type SlackServer } from './slack-server.ts';

/** Takes connections, and says nothing: to https, a TLS handshake that never ends. */
export async function startSilentServer(): Promise<Pick<SlackServer, 'host' | 'close'>> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // Whoever gives up may break the connection.
    socket.on('error', () => undefined);
  });
  const host = await listen(server);
  return {
    host,
    close() {
      for (const socket of sockets) socket.destroy();
      return closed(server);
    },
  };
}
