import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';

/** Holds what a server says to the documents that the same server publishes. */
export interface Contract {
  /** The OpenAPI document, as it was served. */
  readonly openapi: OpenApi;
  /** @throws when the document doesn't know this answer, or knows it otherwise */
  checkAnswer(method: string, path: string, status: number, contentType: string | null, body: unknown): void;
  /** @throws when the AsyncAPI document doesn't know this frame of the server, or knows it otherwise */
  checkFrame(frame: { readonly type: string }): void;
}

export interface OpenApi extends Components {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Components {
  readonly components: object;
}

export interface Operation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly required?: boolean };
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly responses: Readonly<Record<string, Response>>;
}

interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

export interface AsyncApi extends Components {
  readonly operations: Readonly<Record<string, { readonly action: string }>>;
}

/** Fetches both documents of a server. */
export async function fetchContract(baseUrl: string): Promise<Contract> {
  const [openapi, asyncapi] = await Promise.all(
    ['openapi', 'asyncapi'].map(async (name) => (await fetch(`${baseUrl}/api/v1/${name}.json`)).json()),
  );
  return contractOf(openapi as OpenApi, asyncapi as AsyncApi);
}

/** Holds answers and frames to documents at hand. */
export function contractOf(openapi: OpenApi, asyncapi: AsyncApi): Contract {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  const routes = Object.keys(openapi.paths).map((path) => ({ path, pattern: patternOf(path) }));
  // A fixed word in a path goes before a parameter: /users/me is not /users/{id}.
  routes.sort((a, b) => a.path.split('{').length - b.path.split('{').length);
  const compiled = new Map<string, ValidateFunction>();

  /** A schema's references lead into `components` of the document that it comes from. */
  function check(name: string, schema: object, { components }: Components, value: unknown, what: string): void {
    const validate = compiled.get(name) ?? ajv.compile({ ...schema, components });
    compiled.set(name, validate);
    if (validate(value)) return;
    throw new Error(`${what} is not what the document says: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`);
  }

  return {
    openapi,
    checkAnswer(method, path, status, contentType, body) {
      const pathname = `/api/v1${path.split('?')[0]}`;
      const route = routes.find(
        ({ path: known, pattern }) => pattern.test(pathname) && openapi.paths[known]?.[method.toLowerCase()] !== undefined,
      );
      if (route === undefined) return;
      const what = `${method} ${path} → ${status}`;
      const responses = openapi.paths[route.path]?.[method.toLowerCase()]?.responses ?? {};
      const response = responses[status] ?? (status >= 400 ? responses['default'] : undefined);
      if (response === undefined) throw new Error(`${what}: the document knows no such answer`);
      if (response.$ref !== undefined) {
        if (contentType !== 'application/problem+json') throw new Error(`${what} is ${contentType}, not a problem`);
        check('problem', { $ref: '#/components/schemas/Problem' }, openapi, body, what);
      } else if (response.content === undefined) {
        if (body !== undefined) throw new Error(`${what} should have no body`);
      } else if (response.content['application/json'] !== undefined) {
        check(`${method} ${route.path} ${status}`, response.content['application/json'].schema, openapi, body, what);
      }
    },
    checkFrame(frame) {
      if (asyncapi.operations[frame.type]?.action !== 'send')
        throw new Error(`the document knows no frame ${JSON.stringify(frame)}`);
      check(frame.type, { $ref: `#/components/schemas/${frame.type}` }, asyncapi, frame, `frame ${frame.type}`);
    },
  };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
