import { placeIn, versionOf } from './versions.js';

const kept = { hash: 'stream-1', isVolatile: false };
const volatile = { hash: 'stream-1', isVolatile: true };
const place = { seq: 42, expiresAt: 1_700_000_000_123 };

describe('a version', () => {
  it.each([place, { seq: 1, expiresAt: undefined }])('says where its entry is: %j', (given) => {
    const version = versionOf(given, 'value', kept);
    expect(version).toMatch(/^[\w.~:-]+$/);
    expect(placeIn(version, kept)).toEqual(given);
  });

  it('is not one of another stream, nor one that was never given', () => {
    const version = versionOf(place, 'value', kept);
    expect(placeIn(version, { ...kept, hash: 'stream-2' })).toBeUndefined();
    const later = version.replace(/^16\./, '17.');
    expect(later).not.toBe(version);
    for (const other of [later, '', '16', '16..', `${version}x`, version.toUpperCase(), 'a.b.c']) {
      expect(placeIn(other, kept)).toBeUndefined();
    }
  });

  it('is of the value, where the stream counts from 1 again with its servers', () => {
    expect(versionOf(place, 'value', volatile)).not.toBe(versionOf(place, 'other', volatile));
    expect(versionOf(place, 'value', volatile)).toBe(versionOf(place, Buffer.from('value'), volatile));
    expect(versionOf(place, 'value', kept)).toBe(versionOf(place, 'other', kept));
  });
});
