import { create, type DescField, type DescMessage, fromJson, type JsonValue, ScalarType, toJsonString } from '@bufbuild/protobuf';

/** Turns the plain objects of one message type into JSON text and back. */
export interface MessageCodec {
  encode(value: unknown): string;
  /**
   * The message in a text, as a handler expects it: what is missing has its default, what is unknown is gone.
   * @throws WireError where the text is no such message
   */
  decode(text: string): unknown;
}

/** What came over the wire is not the message it should be. Tells which field, and nothing of its content. */
export class WireError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'WireError';
  }
}

/**
 * The JSON mapping of protobuf for one message type. The plain objects of Parley's contracts are that JSON already, so the engine's own
 * `JSON` does the work (1.3 µs a draft with its result, both ways, where the binary format of protobuf-es takes 2.9: bench/rpc.ts) and only what another build may have
 * left out or added is mended. Types with fields whose JSON is another thing than their value (64 bits, bytes, enums, maps, oneofs) go by protobuf-es.
 */
export function jsonCodec(type: DescMessage): MessageCodec {
  if (!isPlain(type, new Set())) return reflectedCodec(type);
  const shape = shapeOf(type, new Map());
  return {
    encode: (value) => (hasOddNumber(value as PlainRecord, shape) ? JSON.stringify(value, nameOddNumber) : JSON.stringify(value)),
    decode: (text) => complete(parse(text), shape),
  };
}

type PlainRecord = Record<string, unknown>;

interface Field {
  readonly name: string;
  readonly kind: 'string' | 'boolean' | 'integer' | 'number' | 'message';
  readonly min: number;
  readonly max: number;
  readonly repeated: boolean;
  /** Given to a field that is missing; undefined for those that may be absent. */
  readonly missing: string | number | boolean | undefined;
  readonly shape: Shape | undefined;
}

interface Shape {
  readonly name: string;
  readonly fields: Field[];
  /** The names of the .proto file, which JSON of other makers may use. */
  readonly otherNames: Map<string, string>;
  readonly names: Set<string>;
  /** The fields through which a NaN or an infinity can be reached, for which JSON has no number. */
  readonly numeric: Field[];
}

const KINDS: Partial<Record<ScalarType, Pick<Field, 'kind' | 'min' | 'max' | 'missing'>>> = {
  [ScalarType.STRING]: { kind: 'string', min: 0, max: 0, missing: '' },
  [ScalarType.BOOL]: { kind: 'boolean', min: 0, max: 0, missing: false },
  [ScalarType.INT32]: { kind: 'integer', min: -(2 ** 31), max: 2 ** 31 - 1, missing: 0 },
  [ScalarType.UINT32]: { kind: 'integer', min: 0, max: 2 ** 32 - 1, missing: 0 },
  [ScalarType.DOUBLE]: { kind: 'number', min: -Infinity, max: Infinity, missing: 0 },
};

function isPlain(type: DescMessage, seen: Set<DescMessage>): boolean {
  if (seen.has(type)) return true;
  seen.add(type);
  if (type.typeName.startsWith('google.protobuf.')) return false;
  return type.fields.every((field) => {
    if (field.jsonName !== field.localName || field.oneof !== undefined) return false;
    const scalar = scalarOf(field);
    if (scalar !== undefined) return KINDS[scalar] !== undefined;
    const message = messageOf(field);
    return message !== undefined && isPlain(message, seen);
  });
}

const scalarOf = (field: DescField): ScalarType | undefined =>
  field.fieldKind === 'scalar' || (field.fieldKind === 'list' && field.listKind === 'scalar') ? field.scalar : undefined;

const messageOf = (field: DescField): DescMessage | undefined =>
  field.fieldKind === 'message' || (field.fieldKind === 'list' && field.listKind === 'message') ? field.message : undefined;

function shapeOf(type: DescMessage, known: Map<DescMessage, Shape>): Shape {
  const found = known.get(type);
  if (found !== undefined) return found;
  const shape: Shape = { name: type.name, fields: [], otherNames: new Map(), names: new Set(), numeric: [] };
  known.set(type, shape);
  for (const field of type.fields) {
    const scalar = scalarOf(field);
    const message = messageOf(field);
    const kind =
      (scalar === undefined ? undefined : KINDS[scalar]) ?? ({ kind: 'message', min: 0, max: 0, missing: undefined } as const);
    const optional = field.proto.proto3Optional;
    shape.fields.push({
      ...kind,
      name: field.localName,
      repeated: field.fieldKind === 'list',
      missing: optional ? undefined : kind.missing,
      shape: message === undefined ? undefined : shapeOf(message, known),
    });
    shape.names.add(field.localName);
    if (field.name !== field.localName) shape.otherNames.set(field.name, field.localName);
  }
  shape.numeric.push(
    ...shape.fields.filter((field) => field.kind === 'number' || (field.shape !== undefined && reachesNumber(field.shape))),
  );
  return shape;
}

function reachesNumber(shape: Shape, seen = new Set<Shape>()): boolean {
  if (seen.has(shape)) return false;
  seen.add(shape);
  return shape.fields.some((field) => field.kind === 'number' || (field.shape !== undefined && reachesNumber(field.shape, seen)));
}

function hasOddNumber(value: PlainRecord, shape: Shape): boolean {
  for (const field of shape.numeric) {
    const given = value[field.name];
    if (given === undefined) continue;
    const inner = field.shape;
    if (inner === undefined) {
      if (field.repeated ? !(given as number[]).every(Number.isFinite) : !Number.isFinite(given)) return true;
    } else if (field.repeated) {
      for (const item of given as PlainRecord[]) if (hasOddNumber(item, inner)) return true;
    } else if (hasOddNumber(given as PlainRecord, inner)) return true;
  }
  return false;
}

/** Protobuf's JSON writes these as text. */
const nameOddNumber = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new WireError('The body is not JSON.', error);
  }
}

/** Brings what was parsed to the shape of this build, in place. */
function complete(value: unknown, shape: Shape): PlainRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new WireError(`${shape.name} must be an object.`);
  const record = value as PlainRecord;
  let known = 0;
  let isLacking = false;
  for (const field of shape.fields) {
    const given = record[field.name];
    if (given === undefined) {
      isLacking ||= field.repeated || field.missing !== undefined;
      continue;
    }
    known++;
    // A fresh object that JSON made holds text most of the time: the common case costs one comparison.
    if (field.kind === 'string' && typeof given === 'string' && !field.repeated) continue;
    if (given === null) {
      delete record[field.name];
      known--;
      isLacking = true;
    } else if (field.repeated) record[field.name] = completeList(given, field, shape);
    else if (field.shape === undefined) record[field.name] = completeScalar(given, field, shape);
    else complete(given, field.shape);
  }
  let present = 0;
  for (const _ in record) present++;
  if (present > known) return complete(withoutUnknown(record, shape), shape);
  if (isLacking) fillIn(record, shape);
  return record;
}

function fillIn(record: PlainRecord, shape: Shape): void {
  for (const field of shape.fields) {
    if (record[field.name] !== undefined) continue;
    if (field.repeated) record[field.name] = [];
    else if (field.missing !== undefined) record[field.name] = field.missing;
  }
}

function withoutUnknown(record: PlainRecord, shape: Shape): PlainRecord {
  const kept: PlainRecord = {};
  for (const [name, value] of Object.entries(record)) {
    const ours = shape.names.has(name) ? name : shape.otherNames.get(name);
    if (ours !== undefined) kept[ours] = value;
  }
  return kept;
}

function completeList(given: unknown, field: Field, shape: Shape): unknown[] {
  if (!Array.isArray(given)) throw new WireError(`${shape.name}.${field.name} must be a list.`);
  const items = given as unknown[];
  const inner = field.shape;
  for (let i = 0; i < items.length; i++) {
    if (items[i] === null || items[i] === undefined) throw new WireError(`${shape.name}.${field.name} must not hold null.`);
    items[i] = inner === undefined ? completeScalar(items[i], field, shape) : complete(items[i], inner);
  }
  return items;
}

function completeScalar(given: unknown, field: Field, shape: Shape): unknown {
  if (field.kind === 'string' || field.kind === 'boolean') {
    if (typeof given === field.kind) return given;
  } else {
    const number = typeof given === 'string' ? numberIn(given) : given;
    if (field.kind === 'number' && typeof number === 'number') return number;
    if (typeof number === 'number' && Number.isInteger(number) && number >= field.min && number <= field.max) return number;
  }
  const wanted = field.kind === 'integer' ? `a whole number from ${field.min} to ${field.max}` : `a ${field.kind}`;
  throw new WireError(`${shape.name}.${field.name} must be ${wanted}.`);
}

/** Protobuf's JSON lets numbers be quoted, and names those that JSON has no digits for. */
function numberIn(text: string): number | undefined {
  if (text === 'NaN') return Number.NaN;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? undefined : number;
}

function reflectedCodec(type: DescMessage): MessageCodec {
  return {
    encode: (value) => toJsonString(type, create(type, value as never), { alwaysEmitImplicit: true }),
    decode(text) {
      const json = parse(text) as JsonValue;
      try {
        return fromJson(type, json, { ignoreUnknownFields: true });
      } catch (error) {
        throw new WireError(`The body is no ${type.name}.`, error);
      }
    },
  };
}
