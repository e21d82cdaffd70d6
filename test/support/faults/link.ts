import { connect, type Socket } from 'node:net';

import { type Fault, paceOf } from './fault.js';
import { Flow } from './flow.js';

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** One connection of a client, and the one to the server that was made for it. */
export class Link {
  readonly #near: Socket;
  /** Undefined where a fault has kept it from being made. */
  readonly #far: Socket | undefined;
  readonly #up: Flow | undefined;
  readonly #down: Flow | undefined;
  /** Whether it will never work again: it is silent, or has been ended. */
  #over = false;
  #clientLeft = false;

  constructor(near: Socket, target: Target, fault: Fault | undefined) {
    this.#near = near;
    const reached =
      fault && refusing.has(fault.type) ? undefined : connect({ ...target, allowHalfOpen: true });
    if (reached) {
      this.#far = reached.setNoDelay();
      this.#up = new Flow(near, reached);
      this.#down = new Flow(reached, near);
      this.#fallTogether(near, reached);
      this.#fallTogether(reached, near);
    } else {
      near.on('error', () => undefined).resume();
    }
    const leave = () => {
      this.#clientLeft = true;
    };
    near.setNoDelay().once('end', leave).once('close', leave);
    this.befall(fault);
  }

  /** Whether the client has not ended it. */
  get isOpen(): boolean {
    return !this.#clientLeft && !this.#near.destroyed;
  }

  /** Those of this side that are open. */
  get sockets(): number {
    return [this.#near, this.#far].filter((socket) => socket && !socket.closed).length;
  }

  /** `undefined` is the end of all faults. */
  befall(fault: Fault | undefined): void {
    if (this.#over) return;
    switch (fault?.type) {
      case 'cut':
        this.#cut();
        return;
      case 'reset':
        this.#over = true;
        this.#near.resetAndDestroy();
        this.#far?.resetAndDestroy();
        return;
      case 'half-open':
        this.#silence();
        this.#far?.end();
        return;
      case 'black-hole':
        this.#silence();
        return;
    }
    if (!this.#up || !this.#down) return;
    this.#up.pace = this.#down.pace = paceOf(fault);
    this.#down.deaf = fault?.type === 'drop-answers';
    this.#down.onLoss = () => {
      if (fault?.type === 'drop-answers' && fault.thenCut) this.#cut();
    };
  }

  destroy(): void {
    this.#silence();
    this.#near.destroy();
    this.#far?.destroy();
  }

  #cut(): void {
    this.#silence();
    this.#near.end();
    this.#far?.end();
  }

  #silence(): void {
    this.#over = true;
    this.#up?.stop();
    this.#down?.stop();
  }

  /** What breaks one side breaks the other. How it ends in good order, the flows tell. */
  #fallTogether(one: Socket, other: Socket): void {
    one.on('error', () => undefined);
    one.once('close', (broken) => {
      if (broken && !this.#over) other.resetAndDestroy();
    });
  }
}

/** With these a new connection does not get as far as the server. */
const refusing: ReadonlySet<Fault['type']> = new Set(['cut', 'reset', 'half-open', 'black-hole']);
