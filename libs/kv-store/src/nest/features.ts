import type { FactoryProvider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import { checkCodec } from '../core/codecs/check-codec.js';
import { KvFault } from '../core/kv-fault.js';
import type { KvStore } from '../core/kv-store.js';
import { anObject, aString, aTtl, checkOptions, type OptionCheck } from '../core/options.js';
import { commonChecks } from '../kv-store.options.js';
import type { KvFeatureOptions } from './kv-store.module-options.js';
import { KvStoreShelf, shelvedToken } from './kv-store.shelf.js';
import { getKvStoreToken } from './kv-store.tokens.js';
import { refusal, refusing } from './refusal.js';

export function checkFeatures(features: unknown): asserts features is readonly KvFeatureOptions[] {
  if (
    refusing(() => !Array.isArray(features) || features.some((feature) => anObject(feature) !== undefined))
  ) {
    throw refusal(
      "KvStoreModule.forFeature takes an array, such as [{ name: 'users', namespace: 'users', codec: json() }].",
    );
  }
  const names = new Set<string>();
  for (const feature of features as KvFeatureOptions[]) {
    refusing(() => {
      checkOptions('a feature', feature, checks);
    });
    for (const option of ['name', 'namespace'] as const) {
      if ((feature[option] as unknown) === undefined)
        throw refusal(`option '${option}' of a feature is missing.`);
    }
    if (names.has(feature.name)) throw refusal(`two features are named '${feature.name}'.`, feature.name);
    names.add(feature.name);
  }
}

/** A view of another store, made once that is open. */
export function featureProvider(feature: KvFeatureOptions): FactoryProvider<KvStore<unknown>> {
  const { name, store = 'default', namespace, codec, defaultTtl } = feature;
  return {
    provide: getKvStoreToken(name),
    inject: [KvStoreShelf, ModulesContainer],
    useFactory: async (shelf: KvStoreShelf, modules: ModulesContainer) => {
      refuseMissingStore(modules, name, store);
      const root = await shelf.get(store);
      if (typeof (root as Partial<KvStore>).namespace !== 'function') {
        throw refusal(
          `what stands in for store '${store}' has no namespace(), so feature '${name}' cannot be made of it. ` +
            `Use createTestKvStore(), or override getKvStoreToken('${name}') as well.`,
          name,
        );
      }
      const folder = root.namespace(namespace, defaultTtl === undefined ? undefined : { defaultTtl });
      return codec ? folder.as(codec) : folder;
    },
  };
}

/** Else it would wait for that store for ever. */
function refuseMissingStore(modules: ModulesContainer, name: string, store: string): void {
  const token = shelvedToken(store);
  if ([...modules.values()].some((module) => module.providers.has(token))) return;
  throw refusal(
    `feature '${name}' is part of the store '${store}', which no module makes. Import ` +
      `KvStoreModule.forRoot(${store === 'default' ? '' : `{ name: '${store}', … }`}) in the application's module` +
      `${store === 'default' ? '' : ", or leave option 'store' out for the default one"}.`,
    name,
  );
}

const aCodec: OptionCheck = (value) => {
  try {
    checkCodec(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof KvFault)) throw error;
    return 'a codec, such as json(schema), text or bytes';
  }
};

const checks = {
  name: aString,
  store: aString,
  namespace: commonChecks.namespace,
  codec: aCodec,
  defaultTtl: aTtl,
};
