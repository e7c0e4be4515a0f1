/** Calls to the gateway. Every call ends within ten seconds, or a minute with a file, with an answer or with an ApiError. */
const TIME_OUT_MS = 10_000
const FILE_TIME_OUT_MS = 60_000

/** What the gateway refused, or `code` "unreachable" when there was no answer at all (status 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string | null = null,
  ) {
    super(message)
  }
}

type Query = Record<string, string | number | undefined>

function address(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()
  return `/api/v1${path}${text && `?${text}`}`
}

async function refusal(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string; field: string | null } }
    return new ApiError(response.status, error.code, error.message, error.field)
  } catch {
    return new ApiError(response.status, 'unreadable', response.statusText)
  }
}

let signedOut = (): void => {}

/** What to do when the gateway no longer knows who is asking. */
export function onSignedOut(act: () => void): void {
  signedOut = act
}

/** What goes with a request: a file as it is, anything else as JSON. */
function content(body: unknown): RequestInit {
  if (body === undefined) return {}
  if (body instanceof Blob) return { body, signal: AbortSignal.timeout(FILE_TIME_OUT_MS) }
  return { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
}

async function answer(method: string, path: string, query: Query, body?: unknown, timeOutMs = TIME_OUT_MS): Promise<Response> {
  let response: Response
  try {
    response = await fetch(address(path, query), { method, signal: AbortSignal.timeout(timeOutMs), ...content(body) })
  } catch (error) {
    throw new ApiError(0, 'unreachable', error instanceof Error ? error.message : String(error))
  }
  if (response.ok) return response
  if (response.status === 401 && path !== '/session') signedOut()
  throw await refusal(response)
}

async function call<T>(method: string, path: string, query: Query, body?: unknown, timeOutMs?: number): Promise<T> {
  const response = await answer(method, path, query, body, timeOutMs)
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
}

export const api = {
  /** What is not JSON: a picture. */
  raw: (path: string) => answer('GET', path, {}),
  get: <T>(path: string, query: Query = {}) => call<T>('GET', path, query),
  post: <T>(path: string, body: unknown = {}, timeOutMs?: number) => call<T>('POST', path, {}, body, timeOutMs),
  put: <T>(path: string, body: unknown) => call<T>('PUT', path, {}, body),
  send: <T>(path: string, file: Blob, query: Query = {}) => call<T>('POST', path, query, file),
  patch: <T>(path: string, body: unknown) => call<T>('PATCH', path, {}, body),
  remove: <T>(path: string) => call<T>('DELETE', path, {}),
}
