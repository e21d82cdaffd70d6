/** What can befall the connections through a `TcpProxy`. No protocol is known: all of it is about bytes. */
export type Fault =
  /** Bytes arrive `ms` milliseconds late, in both directions and in their order. */
  | { readonly type: 'delay'; readonly ms: number }
  /** Both sides are told by FIN that the other has ended. New connections are accepted and ended. */
  | { readonly type: 'cut' }
  /** Both sides get an RST, and so does whoever connects. */
  | { readonly type: 'reset' }
  /**
   * The server is told that the client has ended. The client is told nothing: its side stays open, what it sends is
   * swallowed, and nothing ever comes. So does a new connection, which the server never hears of.
   */
  | { readonly type: 'half-open' }
  /**
   * Nothing passes either way, neither bytes nor that a side has ended. New connections are accepted and silent. What
   * is on its way is lost: a connection from before, or made meanwhile, stays silent for good also when the fault is
   * healed, as when a firewall has forgotten it.
   */
  | { readonly type: 'black-hole' }
  /**
   * The server gets all that the client sends; the client gets no answer. TCP loses nothing in the middle of a
   * stream, so a connection that has lost an answer gives none after the fault either; one that has lost none does.
   */
  | {
      readonly type: 'drop-answers';
      /** Whether both sides are ended by FIN once the server has answered. Default: `false`. */
      readonly thenCut?: boolean;
    }
  /** No more than that passes in each direction. A sender who is faster has to wait. */
  | { readonly type: 'throttle'; readonly bytesPerSecond: number };

/** How bytes travel in one direction. */
export interface Pace {
  /** Milliseconds. */
  readonly delay: number;
  readonly bytesPerSecond: number;
}

export function paceOf(fault: Fault | undefined): Pace {
  return {
    delay: fault?.type === 'delay' ? fault.ms : 0,
    bytesPerSecond: fault?.type === 'throttle' ? fault.bytesPerSecond : Infinity,
  };
}
