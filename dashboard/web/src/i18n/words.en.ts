import type { words as zh } from './words.zh'

export const words: { [Group in keyof typeof zh]: Record<keyof (typeof zh)[Group], string> } = {
  priority: { fire: 'fire', 1: 'critical', 2: 'high', 3: 'medium', 4: 'low' },
  system: {
    fire: 'Fire', power: 'Power', water: 'Water', lift: 'Lifts', security: 'Security', climate: 'Climate', lighting: 'Lighting', meters: 'Meters', other: 'Other',
  },
  condition: { active: 'active', returned: 'returned' },
  alarm_filter: { open: 'Open', active: 'Active', held: 'Held back', all: 'All history' },
  quality: { good: 'good', stale: 'stale', bad: 'bad' },
  device: { online: 'online', offline: 'offline', out_of_service: 'out of service' },
  role: {
    operator: 'operator', guard: 'guard', engineer: 'engineer', frontdesk: 'front desk', manager: 'manager', admin: 'admin',
  },
  ticket_state: {
    new: 'New', dispatched: 'Dispatched', accepted: 'Accepted', arrived: 'On site', on_hold: 'On hold', resolved: 'Fixed',
    verified: 'Verified', closed: 'Closed', cancelled: 'Cancelled',
  },
  urgency: { emergency: 'Emergency', ordinary: 'Repair', appointment: 'Appointment' },
  source: { alarm: 'alarm', patrol: 'patrol', inspection: 'inspection', upkeep: 'upkeep', frontdesk: 'front desk' },
  step: {
    assign: 'Assign', accept: 'Accept', reject: 'Hand back', arrive: 'I am on site', hold: 'Put on hold', resume: 'Go on',
    resolve: 'Fixed', verify: 'Verify', reopen: 'Reopen', cancel: 'Cancel ticket', rate: 'Rate',
  },
  event: {
    created: 'Created', assign: 'Assigned', dispatched: 'Dispatched', dispatch: 'Dispatched', accept: 'Accepted', reject: 'Handed back',
    arrive: 'On site', hold: 'On hold', resume: 'Work goes on', resolve: 'Fixed', verify: 'Verified', close: 'Closed',
    reopen: 'Reopened', cancel: 'Cancelled', rate: 'Rated', repeat: 'Alarm again', repeated: 'Alarm again', alarm_returned: 'Alarm returned',
    breached: 'Out of time', breach: 'Out of time', escalated: 'Escalated',
  },
  who: { system: 'system' },
  trade: { any: 'any', plumbing: 'plumbing', electrical: 'electrical', hvac: 'air conditioning', instruments: 'instruments', general: 'general' },
  sound: { ready: 'Sound on', sounding: 'Sounding: silence', silenced: 'Silenced', blocked: 'Sound is blocked by the browser' },
  service: { ok: 'well', away: 'away', unused: 'not used' },
  connection: { up: 'connected', connecting: 'connecting', waiting: 'waiting to retry', closed: 'closed' },
  health: { ok: 'well', degraded: 'degraded' },
}
