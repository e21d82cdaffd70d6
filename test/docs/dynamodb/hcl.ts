/** A body of HCL, as far as the guides' snippets use the language: strings, booleans and blocks, one a line. */
export interface Body {
  readonly attributes: Record<string, string | boolean>;
  readonly blocks: Block[];
}

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
}

/** Strict: what it does not know, or what HCL does not allow, throws. */
export function parseHcl(text: string): Body {
  const root = emptyBody();
  const open = [root];
  for (const [index, line] of text.split('\n').entries()) {
    const body = open.at(-1) ?? root;
    const code = line.trim();
    const attribute = /^([a-z_]+) += ("[^"$%\\]*"|true|false)$/.exec(code);
    const block = /^([a-z_]+)((?: "[\w-]+")*) \{$/.exec(code);
    if (code === '' || code.startsWith('#')) continue;
    else if (code === '}' && open.length > 1) open.pop();
    else if (attribute) {
      const [, name = '', value = ''] = attribute;
      if (name in body.attributes) throw new Error(`Line ${index + 1} of the HCL gives '${name}' twice.`);
      body.attributes[name] = JSON.parse(value) as string | boolean;
    } else if (block) {
      const [, type = '', labels = ''] = block;
      const inner = emptyBody();
      body.blocks.push({
        type,
        labels: [...labels.matchAll(/"([^"]+)"/g)].map(([, label = '']) => label),
        body: inner,
      });
      open.push(inner);
    } else throw new Error(`Line ${index + 1} of the HCL is none that is known: ${line}`);
  }
  if (open.length > 1) throw new Error('A block of the HCL has no end.');
  return root;
}

function emptyBody(): Body {
  return { attributes: {}, blocks: [] };
}
