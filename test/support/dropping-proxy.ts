import { createServer, type IncomingMessage, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What becomes of one request in place of its own answer. */
export interface Accident {
  /** Whether the server behind carries the request out. Default: `true`. */
  done?: boolean;
  /** Whether the answer reaches the caller all the same. Default: `false`. */
  passes?: boolean;
  /** The error that the caller is answered with. Default: none, the connection is cut. */
  answer?: { status: number; name: string };
  /** Makes another answer of the server's, parsed, where it passes. */
  rewrite?: (answer: Record<string, unknown>) => object;
  /** Something that happens after the request was carried out and before its caller learns of its fate. */
  meanwhile?: () => Promise<unknown>;
}

/** Stands in front of a DynamoDB, counts requests, and loses answers when told to. */
export interface DroppingProxy {
  readonly endpoint: string;
  /** Requests since the last `reset` by their operation: `{ PutItem: 1 }`. */
  readonly counts: Readonly<Record<string, number>>;
  /** The next requests of `operation` meet these accidents, one each. */
  befall(operation: string, ...accidents: Accident[]): void;
  /** Says what becomes of a request, where nothing else is to befall it. */
  decide: (operation: string) => Accident | undefined;
  reset(): void;
  close(): Promise<void>;
}

export async function startDroppingProxy(endpoint: string): Promise<DroppingProxy> {
  let counts: Record<string, number> = {};
  const accidents = new Map<string, Accident[]>();

  const server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    counts[operation] = (counts[operation] ?? 0) + 1;
    const accident = accidents.get(operation)?.shift() ?? proxy.decide(operation);
    const serve = async () => {
      const body = await buffer(request);
      const answer = accident?.done === false ? undefined : await carryOut(endpoint, request, body);
      await accident?.meanwhile?.();
      if (accident?.answer) {
        const { status, name } = accident.answer;
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(
          JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'by proxy' }),
        );
      } else if (!answer || (accident && !accident.passes)) {
        request.socket.destroy();
      } else if (accident?.rewrite) {
        const rewritten = accident.rewrite(JSON.parse(answer.body.toString()) as Record<string, unknown>);
        response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(JSON.stringify(rewritten));
      } else {
        response.writeHead(answer.status, answer.headers).end(answer.body);
      }
    };
    serve().catch(() => {
      request.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const proxy: DroppingProxy = {
    endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    get counts() {
      return counts;
    },
    decide: () => undefined,
    befall: (operation, ...more) => {
      accidents.set(operation, [...(accidents.get(operation) ?? []), ...more]);
    },
    reset: () => {
      counts = {};
      accidents.clear();
      proxy.decide = () => undefined;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
  return proxy;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Sends a request on to `endpoint` as it came. */
export function carryOut(endpoint: string, { method, url = '/', headers }: IncomingMessage, body: Buffer) {
  return new Promise<Answer>((resolve, reject) => {
    const sent = forward(new URL(url, endpoint), { method, headers }, (answer) => {
      buffer(answer).then((bytes) => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes });
      }, reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
