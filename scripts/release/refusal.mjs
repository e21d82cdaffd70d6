/** Why a release is not made, in sentences for whoever asked for it. */
export class Refusal extends Error {}

export function refuse(message) {
  throw new Refusal(message);
}
