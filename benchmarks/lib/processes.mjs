// Processes that answer questions, one at a time: servers that must not share the client's core, and contestants.
import { fork } from 'node:child_process';

/** Starts `file`, which calls `answer`. It ends with this process, however that ends. */
export function startProcess(file, { args = [], execArgv } = {}) {
  const child = fork(file, args, {
    execArgv,
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // What it prints is no part of the results.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  let asked;
  child.on('message', ({ value, error }) => {
    if (error === undefined) asked.resolve(value);
    else asked.reject(new Error(error));
  });
  const ended = new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      asked?.reject(new Error(`${file} has ended: ${signal ?? `exit code ${code}`}`));
      resolve();
    });
  });
  return {
    ask: (question, ...values) =>
      new Promise((resolve, reject) => {
        asked = { resolve, reject };
        child.send({ question, values }, (error) => error && reject(error));
      }),
    stop: () => {
      if (child.connected) child.disconnect();
      return ended;
    },
  };
}

/** Answers the questions of the process that started this one, and ends with it. */
export function answer(answers) {
  // Where the one who asked has gone, nobody is told.
  const send = (message) => process.connected && process.send(message, undefined, {}, () => undefined);
  process.on('message', async ({ question, values }) => {
    try {
      send({ value: await answers[question](...values) });
    } catch (error) {
      send({ error: String(error?.stack ?? error) });
    }
  });
  process.on('disconnect', () => process.exit());
}
