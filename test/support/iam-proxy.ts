import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import { carryOut } from './dropping-proxy.js';

/** A statement of an IAM policy, as far as ours have its parts. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
}

/** What IAM is asked for one request. */
export interface Access {
  /** `dynamodb:GetItem` */
  readonly action: string;
  /** The ARN of the table. */
  readonly resource: string;
}

/**
 * Stands in front of a DynamoDB as IAM does in front of AWS's: carries out what a policy allows and denies the rest, in
 * AWS's words. It knows of a policy what those that we publish have in them: allowed actions on a table by name.
 */
export class IamProxy {
  /** Undefined: all is allowed. */
  policy: readonly Statement[] | undefined;
  allowed: Access[] = [];
  denied: Access[] = [];
  readonly #endpoint: string;
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch(() => {
      request.socket.destroy();
    });
  });

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get endpoint(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  reset(policy?: readonly Statement[]): void {
    this.policy = policy;
    this.allowed = [];
    this.denied = [];
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const access = accessOf(request, JSON.parse(body.toString()) as Input);
    if (isAllowed(this.policy, access)) {
      this.allowed.push(access);
      const answer = await carryOut(this.#endpoint, request, body);
      response.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    }
    this.denied.push(access);
    const message =
      `User: arn:aws:sts::${account}:assumed-role/shop/i-0 is not authorized to perform: ${access.action} on ` +
      `resource: ${access.resource} because no identity-based policy allows the ${access.action} action`;
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(
      JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', Message: message }),
    );
  }
}

const account = '123456789012';

interface Input {
  TableName?: string;
  RequestItems?: Record<string, unknown>;
}

function accessOf({ headers }: IncomingMessage, { TableName, RequestItems = {} }: Input): Access {
  const action = String(headers['x-amz-target']).replace(/^.*\./, 'dynamodb:');
  const [, region = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/dynamodb\//.exec(headers.authorization ?? '') ?? [];
  const table = TableName ?? Object.keys(RequestItems).join();
  return { action, resource: `arn:aws:dynamodb:${region}:${account}:table/${table}` };
}

function isAllowed(policy: readonly Statement[] | undefined, { action, resource }: Access): boolean {
  return policy?.some((one) => one.Action.includes(action) && one.Resource === resource) ?? true;
}
