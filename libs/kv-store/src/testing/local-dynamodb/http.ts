import { get } from 'node:http';

/** Whether a DynamoDB answers on that port at this moment, whatever it answers. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    // A connection of its own, which leaves nothing open.
    const request = get({ host: '127.0.0.1', port, agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve('x-amzn-requestid' in response.headers);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => {
      resolve(false);
    });
  });
}
