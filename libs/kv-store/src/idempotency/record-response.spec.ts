import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

import type { HttpResponse, SentResponse } from './http.js';
import { recordResponse } from './record-response.js';
import { replayResponse } from './replay-response.js';

let handle: (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
});
afterAll(() => {
  server.close();
});

const asReply = (response: ServerResponse) => response as unknown as HttpResponse;

/** What a client gets of what `send` sends, and what was kept of it. */
async function record(send: (response: ServerResponse) => void, before?: (response: ServerResponse) => void) {
  const kept: SentResponse[] = [];
  handle = (_request, response) => {
    before?.(response);
    recordResponse(asReply(response), (sent) => {
      kept.push(sent);
      return Promise.resolve();
    });
    send(response);
  };
  const answer = await fetch(url);
  return { answer, text: await answer.text(), kept: kept[0], times: kept.length };
}

describe('a response that is recorded', () => {
  it.each<[string, (response: ServerResponse) => void, string]>([
    ['at once', (response) => response.end('all'), 'all'],
    ['in parts', (response) => (response.write('al'), response.end('l')), 'all'],
    [
      'as bytes and text',
      (response) => (response.write(Buffer.from('a')), response.end('bGw=', 'base64')),
      'all',
    ],
    ['with callbacks', (response) => response.write('al', () => response.end('l', () => undefined)), 'all'],
    ['with nothing', (response) => response.end(), ''],
    ['with a callback alone', (response) => response.end(() => undefined), ''],
    [
      'with nulls, as Fastify',
      (response) => (response.writeHead(200, {}), response.end('all', null as never, null as never)),
      'all',
    ],
  ])('%s goes out and is kept as it is', async (_how, send, body) => {
    const { text, kept, times } = await record(send);
    expect(text).toBe(body);
    expect(times).toBe(1);
    expect(kept?.body?.toString()).toBe(body);
    expect(kept?.status).toBe(200);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    [
      'set before',
      (response) => (
        response.setHeader('X-A', '1').setHeader('x-b', ['2', '3']),
        (response.statusCode = 203),
        response.end()
      ),
    ],
    ['an object', (response) => response.writeHead(203, { 'X-A': 1, 'x-b': ['2', '3'] }).end()],
    [
      'after a reason',
      (response) => response.writeHead(203, 'Reason', { 'X-A': '1', 'x-b': ['2', '3'] }).end(),
    ],
    ['a list', (response) => response.writeHead(203, ['X-A', '1', 'x-b', ['2', '3']] as never).end()],
  ])('has its status and headers, given as %s', async (_how, send) => {
    const { kept, answer } = await record(send);
    expect(answer.status).toBe(203);
    expect(answer.headers.get('x-b')).toBe('2, 3');
    expect(kept).toMatchObject({ status: 203, headers: { 'x-a': '1', 'x-b': ['2', '3'] } });
  });

  it('has none of the headers that stand on every response, or that must not be kept', async () => {
    const { kept, answer } = await record(
      (response) => {
        response.setHeader('vary', 'changed');
        response.setHeader('set-cookie', 'secret');
        response.setHeader('content-length', 2);
        response.setHeader('x-own', 'own');
        response.end('ok');
      },
      (response) => response.setHeader('vary', 'origin').setHeader('x-request-id', '7'),
    );
    expect(kept?.headers).toEqual({ vary: 'changed', 'x-own': 'own' });
    expect(answer.headers.get('set-cookie')).toBe('secret');
    expect(answer.headers.get('x-request-id')).toBe('7');
  });

  it('is over for everyone while its last byte waits, and goes out once', async () => {
    let go: () => void = () => undefined;
    const seen: unknown[] = [];
    handle = (_request, response) => {
      recordResponse(asReply(response), () => new Promise((resolve) => (go = resolve)));
      response.end('first');
      seen.push(response.headersSent);
      response.end('second');
      setImmediate(() => {
        go();
      });
    };
    const answer = await fetch(url);
    expect(await answer.text()).toBe('first');
    expect(answer.headers.get('content-length')).toBe('5');
    expect(seen).toEqual([true]);
  });

  it('takes nothing more once it has ended', async () => {
    const { text, kept } = await record((response) => {
      response.end('first');
      response.write('late');
    });
    expect(text).toBe('first');
    expect(kept?.body?.toString()).toBe('first');
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['a header that is none', (response) => response.writeHead(299, { 'x-a': 'a\nb' })],
    ['a head of no status', (response) => response.writeHead(99)],
    ['a status that is none', (response) => ((response.statusCode = 99), response.end('none'))],
    ['bytes that are none', (response) => response.write({})],
    ['an end that is none', (response) => response.end({} as never)],
  ])('is what is sent after %s was refused', async (_what, send) => {
    const { answer, text, kept } = await record((response) => {
      response.statusCode = 201;
      expect(() => send(response)).toThrow();
      response.statusCode = 500;
      response.end('refused');
    });
    expect([answer.status, text]).toEqual([500, 'refused']);
    expect(kept).toEqual({ status: 500, headers: {}, body: Buffer.from('refused') });
  });

  it('closes the connection where its last byte cannot be sent any more', async () => {
    handle = (_request, response) => {
      response.end = () => {
        throw new Error('as of a middleware');
      };
      recordResponse(asReply(response), () => Promise.resolve());
      response.end('never');
    };
    await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow();
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['set', (response) => response.setHeader('content-length', 10)],
    ['given', (response) => response.writeHead(200, { 'Content-Length': '10' })],
  ])('has no body where that is shorter than its head says, %s before', async (_how, begin) => {
    const kept = await new Promise<SentResponse>((resolve) => {
      handle = (_request, response) => {
        recordResponse(asReply(response), (sent) => {
          resolve(sent);
          return Promise.resolve();
        });
        begin(response);
        response.write('half');
        response.end(() => response.destroy());
      };
      fetch(url)
        .then((answer) => answer.text())
        .catch(() => undefined);
    });
    expect(kept).toEqual({ status: 200, headers: {} });
  });

  it('has no body where that is larger than a megabyte, and goes out whole', async () => {
    const { text, kept } = await record((response) => {
      response.write('x'.repeat(600_000));
      response.end('x'.repeat(600_000));
    });
    expect(text).toHaveLength(1_200_000);
    expect(kept).toEqual({ status: 200, headers: {} });
  });

  it('has no body where the client left in the middle of it', async () => {
    const kept = await new Promise<SentResponse>((resolve) => {
      handle = (_request, response) => {
        const recording = recordResponse(asReply(response), (sent) => {
          resolve(sent);
          return Promise.resolve();
        });
        response.write('the beginning');
        recording.handlerHasEnded();
      };
      const client = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
        client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
        client.once('data', () => client.destroy());
      });
    });
    expect(kept).toEqual({ status: 200, headers: {} });
  });
});

describe('a response that is replayed', () => {
  const sent: SentResponse = {
    status: 203,
    headers: { 'x-a': '1', 'x-b': ['2', '3'], vary: 'changed' },
    body: Buffer.from('kept'),
  };

  async function replay(send: (response: ServerResponse, sendIt: () => void) => void): Promise<Response> {
    handle = (_request, response) => {
      response.setHeader('x-request-id', '8').setHeader('vary', 'origin');
      send(response, replayResponse(asReply(response), sent));
    };
    return fetch(url);
  }

  it.each<[string, (response: ServerResponse, sendIt: () => void) => void]>([
    ['nothing', (response) => response.end()],
    ['another body', (response) => (response.setHeader('content-length', 7), response.end('another'))],
    ['a head and then a body', (response) => (response.flushHeaders(), response.end('another'))],
    ['another status and headers', (response) => response.writeHead(500, { 'x-c': '4' }).end('another')],
    [
      'a stream',
      (response) => (
        response.setHeader('x-c', '4'),
        response.write('an'),
        response.write('oth'),
        response.end('er')
      ),
    ],
    [
      'nobody',
      (_response, sendIt) => {
        sendIt();
      },
    ],
    [
      'nobody and then somebody',
      (response, sendIt) => {
        sendIt();
        response.setHeader('x-c', '4').end('late');
      },
    ],
    [
      'nobody and then somebody by hand',
      (response, sendIt) => {
        sendIt();
        response.removeHeader('x-a');
        response.appendHeader('x-a', '4').writeHead(500, { 'x-c': '4' }).flushHeaders();
        response.end('late');
      },
    ],
    [
      'a second replay',
      (response, sendIt) => {
        const sendAgain = replayResponse(asReply(response), sent);
        sendIt();
        sendAgain();
      },
    ],
    [
      'a second replay first',
      (response, sendIt) => {
        replayResponse(asReply(response), sent)();
        sendIt();
      },
    ],
    [
      'somebody twice',
      (response, sendIt) => {
        response.end('one');
        response.write('two');
        response.end('two');
        sendIt();
      },
    ],
  ])('is the one that was kept, in place of what %s sends', async (_who, send) => {
    const answer = await replay(send);
    expect(answer.status).toBe(203);
    expect(await answer.text()).toBe('kept');
    expect(Object.fromEntries(answer.headers)).toEqual({
      'x-a': '1',
      'x-b': '2, 3',
      'x-request-id': '8',
      vary: 'changed',
      'idempotent-replayed': 'true',
      'content-length': '4',
      connection: expect.any(String),
      date: expect.any(String),
      'keep-alive': expect.any(String),
    });
  });
});
