import { Kvm } from '@nats-io/kv';
import { connect } from '@nats-io/transport-node';

/** NATS's own client as a store. */
export async function openRaw({ servers }, bucket, settings) {
  const kv = await new Kvm(await connect({ servers })).create(bucket, settings);
  const get = async (key) => (await kv.get(key))?.string();
  return {
    get,
    async set(key, value) {
      await kv.put(key, value);
    },
    getMany: (keys) => Promise.all(keys.map(get)),
  };
}
