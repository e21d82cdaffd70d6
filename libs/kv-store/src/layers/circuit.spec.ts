import { Circuit } from './circuit.js';

it('asks for nothing while a call is under way that is to show whether the back end answers', () => {
  // cockatiel would keep what it is asked to do until then.
  const execute = jest.fn();
  const circuit = new Circuit({ state: 2, execute } as never, () => 'half-open');
  expect(circuit.enter()).toBeUndefined();
  expect(execute).not.toHaveBeenCalled();
});
