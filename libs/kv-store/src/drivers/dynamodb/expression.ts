import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import type { DynamoDbAttributes } from './dynamodb.options.js';

/** The names and values that stand in the expressions of one request: DynamoDB refuses any that are not used. */
export class Expression {
  readonly #attributes: DynamoDbAttributes;
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, AttributeValue> = {};
  #count = 0;

  constructor(attributes: DynamoDbAttributes) {
    this.#attributes = attributes;
  }

  /** Stands for an attribute, whose name may be one of DynamoDB's reserved words. */
  name(attribute: keyof DynamoDbAttributes): string {
    const name = `#${attribute}`;
    this.#names[name] = this.#attributes[attribute];
    return name;
  }

  value(value: AttributeValue): string {
    const name = `:v${String((this.#count += 1))}`;
    this.#values[name] = value;
    return name;
  }

  number(value: number): string {
    return this.value({ N: String(value) });
  }

  /** For the request, once all its expressions are written. */
  get meanings() {
    return { ExpressionAttributeNames: this.#names, ExpressionAttributeValues: this.#values };
  }
}
