// One caller with a connection of its own.
import { Client } from 'undici';

const json = { 'content-type': 'application/json' };

export class Caller {
  #client;
  #url;

  constructor(url) {
    this.#url = url;
    this.#client = new Client(url, { pipelining: 1 });
  }

  /** Connects, and has an answer to show for it. */
  open() {
    return this.#ask('GET', '/health/live', undefined, 200);
  }

  async get(key) {
    return JSON.parse(await this.#ask('GET', `/kv/${key}`, undefined, 200)).value;
  }

  async set(key, value) {
    await this.#ask('PUT', `/kv/${key}`, JSON.stringify({ value }), 204);
  }

  close() {
    return this.#client.close();
  }

  /** By `dispatch`, since the streams of `request` would take the load generator twice the time. */
  #ask(method, path, body, expected) {
    return new Promise((resolve, reject) => {
      let status;
      let text = '';
      this.#client.dispatch(
        { method, path, body, headers: body && json },
        {
          onRequestStart: () => undefined,
          onResponseStart: (_, statusCode) => (status = statusCode),
          onResponseData: (_, chunk) => (text += chunk),
          onResponseEnd: () => {
            if (status === expected) resolve(text);
            else reject(new Error(`${method} ${this.#url}${path} was answered by ${status}: ${text}`));
          },
          onResponseError: (_, error) => reject(error),
        },
      );
    });
  }
}
