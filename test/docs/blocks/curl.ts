/** Does what curl would, for a machine may have none. Resolves with the body. */
export async function curl(command: string): Promise<string> {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const [program, ...rest] = words;
  if (program !== 'curl') throw new Error(`'${command}' is no call of curl.`);
  const headers = new Headers();
  const init: RequestInit = { headers, redirect: 'manual' };
  let url = '';
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    if (word === '-X') init.method = rest.shift() ?? '';
    else if (word === '-H') {
      const [name = '', value = ''] = (rest.shift() ?? '').split(': ');
      headers.append(name, value);
    } else if (word === '-d') {
      init.method ??= 'POST';
      init.body = rest.shift() ?? '';
    } else url = `http://${word}`;
  }
  return (await fetch(url, init)).text();
}
