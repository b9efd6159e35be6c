import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

const SCRIPT = `
read -r _
kill -s "$2" -- "$1" 2>/dev/null || exit 0
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  sleep 1
  kill -0 -- "$1" 2>/dev/null || exit 0
done
kill -s KILL -- "$1"
`;

/**
 * Makes sure that a process does not outlive this one, even when this one is killed with SIGKILL
 * and can do nothing about it any more.
 *
 * A small shell waits on a pipe that only this process holds open; when the kernel closes the pipe,
 * the shell signals the process, and kills it when it has not ended 20 s later. The shell lives in
 * a session of its own, so that whatever kills our process group does not take it along.
 *
 * @param target a pid, or a negative process group id as `kill(2)` takes it
 * @returns a function that calls the guard off; call it as soon as the process has ended
 */
export function guard(target: number, signal: 'INT' | 'TERM'): () => void {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'sh', String(target), signal], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a guard the product still runs; what is lost is the cleaning up after a SIGKILL.
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return () => shell.kill('SIGKILL');
}
