import { createRegistry, type DescFile, type DescService, type Registry, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';
import type { ServerReflectionRequest } from '@parley/proto/grpc/reflection/v1/reflection_pb';

/** What a reflection request is about; the messages of v1 and v1alpha are the same but for their names. */
export type ReflectionQuestion = ServerReflectionRequest['messageRequest'];

/** An answer to it, in the form in which protobuf-es makes messages of either version. */
export type ReflectionAnswer =
  | { readonly case: 'listServicesResponse'; readonly value: { readonly service: { readonly name: string }[] } }
  | { readonly case: 'fileDescriptorResponse'; readonly value: { readonly fileDescriptorProto: Uint8Array[] } }
  | { readonly case: 'errorResponse'; readonly value: { readonly errorCode: number; readonly errorMessage: string } };

/** Answers what services a server has and how they are called, so that tools need no .proto files. */
export function reflection(services: readonly DescService[]): (question: ReflectionQuestion) => ReflectionAnswer {
  const files = new Map(services.flatMap(({ file }) => withDependencies(file)).map((file) => [`${file.name}.proto`, file]));
  const registry = createRegistry(...files.values());
  const names = services.map(({ typeName }) => ({ name: typeName })).toSorted((a, b) => a.name.localeCompare(b.name));
  return ({ case: about, value }) => {
    if (about === 'listServices') return { case: 'listServicesResponse', value: { service: names } };
    if (about === 'fileByFilename') return fileAnswer(files.get(value), value);
    if (about === 'fileContainingSymbol') return fileAnswer(fileOf(registry, value), value);
    // No contract has extensions.
    return refused(about === undefined ? Code.InvalidArgument : Code.NotFound, 'There is nothing of that kind.');
  };
}

/** The file of a message, an enum, a service, or of a part of one, such as a method. */
function fileOf(registry: Registry, symbol: string): DescFile | undefined {
  const found = registry.get(symbol) ?? registry.get(symbol.slice(0, Math.max(0, symbol.lastIndexOf('.'))));
  return found === undefined || !('file' in found) ? undefined : found.file;
}

function fileAnswer(file: DescFile | undefined, asked: string): ReflectionAnswer {
  if (file === undefined) return refused(Code.NotFound, `There is no ${asked}.`);
  const files = withDependencies(file).map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto: files } };
}

/** A file and all that it needs, each once, what is asked for first. */
function withDependencies(file: DescFile): DescFile[] {
  const found = new Set<DescFile>();
  const visit = (next: DescFile): void => {
    if (found.has(next)) return;
    found.add(next);
    for (const dependency of next.dependencies) visit(dependency);
  };
  visit(file);
  return [...found];
}

const refused = (errorCode: Code, errorMessage: string): ReflectionAnswer => ({
  case: 'errorResponse',
  value: { errorCode, errorMessage },
});
