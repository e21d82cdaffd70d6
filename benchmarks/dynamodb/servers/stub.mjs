import { startProcess } from '../../lib/processes.mjs';

export async function startStub({ latency }) {
  const stub = startProcess(new URL('../../stub-dynamodb.mjs', import.meta.url), {
    args: [String(latency)],
    execArgv: [],
  });
  return {
    name: 'stub',
    title: `A stub server that answers each request after ${latency} ms`,
    connection: {
      region: 'local',
      endpoint: `http://127.0.0.1:${await stub.ask('port')}`,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    requests: () => stub.ask('requests'),
    stop: () => stub.stop(),
  };
}
