/** An answer of DynamoDB's that is an error. */
export class Refusal extends Error {
  constructor(
    name: string,
    message = 'as told',
    readonly status = 400,
    readonly more: object = {},
  ) {
    super(message);
    this.name = name;
  }
}
