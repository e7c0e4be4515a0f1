/** Specimens of what the gateway says, for the tests. */
import type { Dispatch, Round, Shift, Stop } from '../src/api/patrol'
import type { Alarm, Device, Gate, Passage, Point, Snapshot, Ticket } from '../src/api/types'

export function alarm(id: string, changed: Partial<Alarm> = {}): Alarm {
  return {
    id, site: 'jinxiu', device: 'pump-room-1', point: 'outlet_pressure', rule: 'outlet_pressure_low', priority: 2, kind: 'pressure',
    name: { zh: '出水压力低', en: 'Outlet pressure low' }, message: { zh: '出水压力低', en: 'Outlet pressure low' }, advice: null,
    condition: 'active', acknowledged: false, suppression: 'none', latched: false, open: true,
    raised_at: '2026-11-21T08:00:00.000Z', returned_at: null, acknowledged_at: null, acknowledged_by: null,
    reset_at: null, reset_by: null, value: 0.2, limit: 0.3, ticket: null, cause: null, consequences: { alarms: 0, devices: 0 }, ...changed,
  }
}

export function ticket(id: string, changed: Partial<Ticket> = {}): Ticket {
  return {
    id, number: 1, title: '缺相', message: null, device: 'switchgear-1', alarm: null, kind: 'voltage', source: 'alarm',
    trade: 'electrical', urgency: 'emergency', state: 'dispatched', assignee: 'wang',
    created_at: '2026-11-21T08:00:00.000Z', created_by: 'gatehouse', arrive_by: '2026-11-21T08:15:00.000Z',
    resolve_by: '2026-11-21T08:30:00.000Z', accepted_at: null, arrived_at: null, resolved_at: null, verified_at: null,
    closed_at: null, held_since: null, hold_reason: null, cause: null, solution: null, rating: null, repeats: 0,
    breaches: {}, ...changed,
  } as Ticket
}

export function device(id: string, changed: Partial<Device> = {}): Device {
  return { id, kind: 'pump_room', name: { zh: id, en: id }, location: null, state: 'online', last_seen: null, ...changed }
}

export function point(id: string, changed: Partial<Point> = {}): Point {
  return { id, value: 1, unit: 'MPa', quality: 'good', time: '2026-11-21T08:00:00.000Z', text: null, ...changed }
}

export function gate(id: string, changed: Partial<Gate> = {}): Gate {
  return { id, name: { zh: id, en: id }, camera: `${id}-cam`, barrier: `${id}-barrier`, direction: 'in', temporary: true, ...changed }
}

export function passage(id: string, changed: Partial<Passage> = {}): Passage {
  return {
    id, gate: 'south', time: '2026-11-21T08:00:00.000Z', plate: '粤B12345', seen: '粤B12345', colour: 'blue', kind: 'blue', confidence: 0.97,
    direction: 'in', decision: 'open', reason: 'fixed_vehicle', outcome: 'opened', candidates: [], uncertain: [], match: '', fee: null,
    tailgating: false, decided_by: '', corrected_from: '', picture: null, crop: null, ...changed,
  }
}

export function snapshot(changed: Partial<Snapshot> = {}): Snapshot {
  return {
    type: 'snapshot', seq: 10, time: '2026-11-21T08:00:00.000Z', epoch: 'one',
    site: { id: 'jinxiu', name: { zh: '锦绣花园', en: 'Jinxiu Garden' }, timezone: 'Asia/Shanghai', version: '0.1.0', languages: ['zh', 'en'], point_names: {}, connections: [], gates: [] },
    devices: [], points: [], alarms: [], tickets: [], passages: [], patrol: [],
    health: {
      status: 'ok', version: '0.1.0', database: 'ok', broker: 'ok', devices: { online: 1, offline: 0 },
      points: { good: 1, bad: 0, stale: 0 }, spool: { rows: 0, bytes: 0, dropped: 0 }, detail: null,
    },
    ...changed,
  }
}

/** A stop that is due from 16:00 to 16:15 at the site. */
export function stop(checkpoint: string, changed: Partial<Stop> = {}): Stop {
  return {
    checkpoint, name: { zh: checkpoint, en: checkpoint }, key: false, opens_at: '2026-11-21T08:00:00.000Z', due_at: '2026-11-21T08:05:00.000Z',
    closes_at: '2026-11-21T08:15:00.000Z', state: 'waiting', visit: null, visited_at: null, received_at: null, who: null, method: null, trust: null,
    flags: [], finding: null, checks: {}, readings: {}, note: '', signed: null, excuse: null, explained_at: null, ...changed,
  }
}

export function visited(checkpoint: string, changed: Partial<Stop> = {}): Stop {
  const visit = { visit: checkpoint, visited_at: '2026-11-21T08:04:00.000Z', received_at: '2026-11-21T08:04:01.000Z', who: 'wang', method: 'nfc', trust: 'high' } as const
  return stop(checkpoint, { state: 'done', ...visit, ...changed })
}

export function round(id: string, changed: Partial<Round> = {}): Round {
  const stops = changed.stops ?? [stop('gate'), stop('pumps')]
  return {
    id, route: 'night', name: { zh: '夜巡', en: 'Night' }, kind: 'patrol', state: 'open', starts_at: '2026-11-21T08:00:00.000Z',
    opens_at: '2026-11-21T07:50:00.000Z', closes_at: '2026-11-21T08:15:00.000Z', guard: null, team: [], who: [], offline_since: null, flags: [],
    done: 0, total: stops.length, missed: 0, stops, ...changed,
  }
}

export function shift(id: string, changed: Partial<Shift> = {}): Shift {
  return { id, who: 'wang', phone: 'p', started_at: '2026-11-21T07:00:00.000Z', ended_at: null, last_contact: '2026-11-21T08:00:30.000Z', waiting: 0, ...changed }
}

export function dispatch(id: string, changed: Partial<Dispatch> = {}): Dispatch {
  return {
    id, time: '2026-11-21T08:00:00.000Z', by: 'operator', guard: null, place: { zh: '泵房', en: 'Pump room' }, device: null, checkpoint: null, alarm: null,
    note: '', state: 'sent', taken_by: null, answer: '', changed_at: '2026-11-21T08:00:00.000Z', ...changed,
  }
}
