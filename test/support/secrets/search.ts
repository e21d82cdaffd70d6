import { formsOf } from './forms.js';

/** Characters by which one form of a secret is told from all others at first. */
const width = 7;

export interface Find {
  readonly secret: string;
  readonly text: string;
}

/** Looks for many secrets in many texts at once. */
export class Search {
  readonly #byBeginning = new Map<string, { form: string; secret: string }[]>();

  constructor(secrets: Iterable<string>) {
    for (const secret of secrets) {
      for (const form of formsOf(secret)) {
        const beginning = form.slice(0, width);
        if (beginning.length < width) continue;
        const others = this.#byBeginning.get(beginning);
        if (others) others.push({ form, secret });
        else this.#byBeginning.set(beginning, [{ form, secret }]);
      }
    }
  }

  /** One secret of those that show in the text. */
  in(text: string): Find | undefined {
    // Numbers in a list are written over several lines at times.
    const joined = text.replace(/,\s+/g, ',');
    return this.#lookIn(text) ?? (joined === text ? undefined : this.#lookIn(joined));
  }

  #lookIn(text: string): Find | undefined {
    for (let at = 0; at + width <= text.length; at += 1) {
      for (const { form, secret } of this.#byBeginning.get(text.slice(at, at + width)) ?? []) {
        if (text.startsWith(form, at))
          return { secret: secret.slice(0, 80), text: text.slice(Math.max(0, at - 200), at + 200) };
      }
    }
    return undefined;
  }
}
