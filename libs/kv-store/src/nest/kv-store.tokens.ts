/** The injection token of the store that was given no name. */
export const KV_STORE = Symbol.for('KV_STORE');

/** The injection token of a named store: for `@Inject`, for `inject` of factories and for overriding it in tests. */
export function getKvStoreToken(name = 'default'): symbol {
  // From the global registry, so that two copies of this package (ESM and transformed by jest) agree.
  return name === 'default' ? KV_STORE : Symbol.for(`KV_STORE:${name}`);
}
