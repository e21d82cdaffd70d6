import { createKvStore } from 'nestjs-kv-store';

// What lmdb throws where it was installed without its optional dependencies.
jest.mock('lmdb', () => {
  throw new Error('No native build was found for platform=linux arch=x64');
});

it('says that the package has come without its binary', async () => {
  await expect(createKvStore({ driver: 'lmdb', path: 'nowhere' })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    reason:
      "package 'lmdb' is here without its binary for this platform. Install optional dependencies, too.",
  });
});
