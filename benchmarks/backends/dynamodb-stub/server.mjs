import { startProcess } from '../../lib/processes.mjs';

/** A DynamoDB in a process of its own that answers after `latency` milliseconds and counts its requests. */
export async function startStub({ latency }) {
  const stub = startProcess(new URL('../../stub-dynamodb.mjs', import.meta.url), {
    args: [String(latency)],
    execArgv: [],
  });
  return {
    version: `a stub that answers after ${latency} ms`,
    connection: {
      region: 'local',
      endpoint: `http://127.0.0.1:${await stub.ask('port')}`,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    requests: () => stub.ask('requests'),
    stop: () => stub.stop(),
  };
}
