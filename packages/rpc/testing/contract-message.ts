import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import fc from 'fast-check';

/** Any message of a type of our contracts, as the plain object that services pass. */
export function contractMessage(type: DescMessage, depth = 3): fc.Arbitrary<Record<string, unknown>> {
  const fields = type.fields.filter((field) => depth > 0 || !('message' in field && field.message !== undefined));
  return fc.record(Object.fromEntries(fields.map((field) => [field.localName, anyValue(field, depth)])), {
    requiredKeys: fields
      .filter((field) => field.fieldKind !== 'message' && !field.proto.proto3Optional)
      .map((field) => field.localName),
  });
}

function anyValue(field: DescField, depth: number): fc.Arbitrary<unknown> {
  const single =
    'message' in field && field.message !== undefined
      ? contractMessage(field.message, depth - 1)
      : scalar('scalar' in field ? field.scalar : undefined);
  return field.fieldKind === 'list' ? fc.array(single, { maxLength: 3 }) : single;
}

function scalar(type: ScalarType | undefined): fc.Arbitrary<unknown> {
  if (type === ScalarType.STRING) return fc.string({ unit: 'binary' });
  if (type === ScalarType.BOOL) return fc.boolean();
  if (type === ScalarType.INT32) return fc.integer();
  // Zero has one sign in JSON.
  if (type === ScalarType.DOUBLE) return fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
  throw new Error(`a field of type ${type} is no part of our contracts yet`);
}
