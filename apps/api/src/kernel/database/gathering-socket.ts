import { Socket } from 'node:net';

/**
 * A socket that sends what is written in one go of the event loop with one system call: the statements of a transaction
 * that are made without waiting for each other's answers leave together.
 */
export function gatheringSocket(): Socket {
  const socket = new Socket();
  let gathering = false;
  // Not before it is connected: Node puts its own `write` back when it connects.
  socket.once('connect', () => {
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    socket.write = (...args: unknown[]) => {
      if (!gathering) {
        gathering = true;
        socket.cork();
        process.nextTick(() => {
          gathering = false;
          socket.uncork();
        });
      }
      return write(...args);
    };
  });
  return socket;
}
