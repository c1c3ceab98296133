/** A JSON Schema, as far as the protocol's documents use it. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

type Operation = Readonly<Record<string, unknown>> & {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content?: Content; readonly required?: boolean };
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>;
};
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** An OpenAPI document. */
export interface RestDocument extends Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** An AsyncAPI document: a schema for each frame, named like the operation; `send` is what the server sends. */
export interface FrameDocument extends Document {
  readonly operations: Readonly<Record<string, { readonly action: string }>>;
}

/** Who writes a value: what one side writes may get richer when the other doesn't mind, and poorer when the other doesn't need it. */
type Writer = 'server' | 'client';

/** What a client of the `old` document could not live with in the `now` one, a line each. */
export function breakingRestChanges(old: RestDocument, now: RestDocument): string[] {
  const compare = comparer(old, now);
  return Object.entries(old.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, before]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const after = now.paths[path]?.[method];
      if (after === undefined) return [`${name} is gone`];
      const parameters = (after.parameters ?? [])
        .filter(({ required }) => required === true)
        .filter((wanted) => !before.parameters?.some((known) => known.name === wanted.name && known.required === true))
        .map((wanted) => `${name}: the parameter ${wanted.name} is now required`);
      const body = compare(json(before.requestBody), json(after.requestBody), 'client', `${name} request`);
      const answers = Object.entries(before.responses ?? {}).flatMap(([status, response]) => {
        const other = after.responses?.[status];
        if (other === undefined) return [`${name}: the answer ${status} is gone`];
        return compare(json(response), json(other), 'server', `${name} ${status}`);
      });
      return [...parameters, ...body, ...answers];
    }),
  );
}

/** The same of frames. */
export function breakingFrameChanges(old: FrameDocument, now: FrameDocument): string[] {
  const compare = comparer(old, now);
  return Object.entries(old.operations).flatMap(([type, { action }]) => {
    if (now.operations[type]?.action !== action) return [`the frame ${type} is gone`];
    return compare(
      old.components.schemas[type],
      now.components.schemas[type],
      action === 'send' ? 'server' : 'client',
      `frame ${type}`,
    );
  });
}

const json = (message: { readonly content?: Content } | undefined): Schema | undefined =>
  message?.content?.['application/json']?.schema;

function comparer(old: Document, now: Document) {
  const seen = new Set<string>();

  function compare(before: Schema | undefined, after: Schema | undefined, writer: Writer, at: string): string[] {
    if (before === undefined) return after === undefined || writer === 'server' ? [] : requiredIn(resolve(now, after), at);
    if (after === undefined) return writer === 'server' ? [`${at} is gone`] : [`${at} is no longer taken`];
    if (before.$ref !== undefined) {
      // A schema that holds itself is compared once; what it is part of is in the first line about it.
      const key = `${before.$ref} ${after.$ref ?? at} ${writer}`;
      if (seen.has(key)) return [];
      seen.add(key);
    }
    return compareResolved(resolve(old, before), resolve(now, after), writer, at);
  }

  function compareResolved(before: Schema, after: Schema, writer: Writer, at: string): string[] {
    const [wider, narrower] = writer === 'server' ? [before, after] : [after, before];
    const types = typesOf(narrower).filter((type) => typesOf(wider).length > 0 && !fits(type, typesOf(wider)));
    if (types.length > 0) return [`${at}: ${typesOf(before).join(' or ')} became ${typesOf(after).join(' or ')}`];
    return [
      ...compareValues(before, after, writer, at),
      ...compareProperties(before, after, writer, at),
      ...compareVariants(before, after, writer, at),
      ...(before.items === undefined ? [] : compare(before.items, after.items, writer, `${at}[]`)),
    ];
  }

  function compareProperties(before: Schema, after: Schema, writer: Writer, at: string): string[] {
    const wasSure = new Set(before.required);
    const isSure = new Set(after.required);
    const lost =
      writer === 'server'
        ? [...wasSure].filter((name) => !isSure.has(name)).map((name) => `${at}.${name} no longer always comes`)
        : [...isSure].filter((name) => !wasSure.has(name)).map((name) => `${at}.${name} is now required`);
    return [
      ...lost,
      ...Object.entries(before.properties ?? {}).flatMap(([name, schema]) =>
        compare(schema, after.properties?.[name], writer, `${at}.${name}`),
      ),
    ];
  }

  /** Further values are no harm: a client shows what it doesn't know as such. Fewer are, to those who write them. */
  function compareValues(before: Schema, after: Schema, writer: Writer, at: string): string[] {
    if (before.const !== undefined)
      return after.const === before.const ? [] : [`${at} is no longer ${JSON.stringify(before.const)}`];
    if (before.enum === undefined || after.enum === undefined || writer === 'server') return [];
    return before.enum
      .filter((value) => !after.enum?.includes(value))
      .map((value) => `${at}: ${JSON.stringify(value)} is no longer taken`);
  }

  /** Variants are told apart by the one value that a field of theirs has, else by their place. */
  function compareVariants(before: Schema, after: Schema, writer: Writer, at: string): string[] {
    const variants = before.oneOf ?? before.anyOf ?? [];
    const others = after.oneOf ?? after.anyOf ?? (variants.length > 0 ? [after] : []);
    return variants.flatMap((variant, index) => {
      const mark = markOf(resolve(old, variant));
      const other = mark === undefined ? others[index] : others.find((candidate) => markOf(resolve(now, candidate)) === mark);
      return compare(variant, other, writer, `${at}<${mark ?? index}>`);
    });
  }

  return compare;
}

const requiredIn = (schema: Schema, at: string): string[] =>
  (schema.required ?? []).map((name) => `${at}.${name} is now required`);

function resolve({ components }: Document, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  return components.schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)] ?? {};
}

const typesOf = ({ type = [] }: Schema): readonly string[] => (typeof type === 'string' ? [type] : type);

const fits = (type: string, types: readonly string[]): boolean =>
  types.includes(type) || (type === 'integer' && types.includes('number'));

function markOf({ properties = {} }: Schema): string | undefined {
  const marks = Object.entries(properties).filter(([, schema]) => schema.const !== undefined);
  return marks.length === 0 ? undefined : marks.map(([name, schema]) => `${name}=${JSON.stringify(schema.const)}`).join(' ');
}
