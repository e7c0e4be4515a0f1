-- depends: 0002_rollups
-- An alarm that brings others with it, and those. `cause` is written before the row that it names may be there.
ALTER TABLE alarm
    ADD COLUMN cause text,
    ADD COLUMN cuts_off text CHECK (cuts_off IN ('device', 'point')),
    ADD COLUMN held_back boolean NOT NULL DEFAULT true,
    ADD COLUMN consequence_alarms integer NOT NULL DEFAULT 0,
    ADD COLUMN consequence_devices text[] NOT NULL DEFAULT '{}';
CREATE INDEX alarm_cause ON alarm (cause, raised_at DESC, id DESC) WHERE cause IS NOT NULL;
