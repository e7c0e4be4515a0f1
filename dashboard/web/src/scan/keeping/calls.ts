/** Words to the gateway other than scans: kept first, said as soon as it listens. Each carries an id, so twice is harmless. */
import { database, type Call } from './database'

export const PANIC = '/patrol/panic'

export async function keepCall(path: string, body: Record<string, unknown>, who: string): Promise<void> {
  await (await database()).add('calls', { path, body, who, refusal: '' })
}

/** Panics first, then in their order. */
export async function waitingCalls(): Promise<Call[]> {
  const all = (await (await database()).getAll('calls')).filter((call) => !call.refusal)
  const isPanic = (call: Call): boolean => call.path === PANIC
  return [...all.filter(isPanic), ...all.filter((call) => !isPanic(call))]
}

export async function refusedCalls(): Promise<Call[]> {
  return (await (await database()).getAll('calls')).filter((call) => call.refusal)
}

export async function forgetCall(call: Call): Promise<void> {
  if (call.key !== undefined) await (await database()).delete('calls', call.key)
}

export async function refuseCall(call: Call, refusal: string): Promise<void> {
  await (await database()).put('calls', { ...call, refusal })
}
